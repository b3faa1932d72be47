import os
# --8<-- [start:setup]
x = 1
# --8<-- [end:setup]
y = 2
