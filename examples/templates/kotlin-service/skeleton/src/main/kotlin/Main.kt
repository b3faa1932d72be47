import northlight.kit.service

fun main() = service("${{ values.name }}") {
    get("/hello") { reply("Hello from ${{ values.name }}") }
}
