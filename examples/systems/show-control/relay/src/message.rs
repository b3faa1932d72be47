//! The one message of the relay.

/// A called cue.
pub struct Call<'a> {
    pub sequence: u64,
    pub at_micros: u64,
    pub state: State,
    pub name: &'a str,
}

// --8<-- [start:parse]
pub fn parse(packet: &[u8; 48]) -> Option<Call<'_>> {
    if &packet[0..4] != b"NLQ2" {
        return None;
    }
    let name = &packet[21..40];
    let end = name.iter().position(|&byte| byte == 0).unwrap_or(name.len());
    Some(Call {
        sequence: u64::from_be_bytes(packet[4..12].try_into().ok()?),
        at_micros: u64::from_be_bytes(packet[12..20].try_into().ok()?),
        state: State::from_byte(packet[20])?,
        name: std::str::from_utf8(&name[..end]).ok()?,
    })
}
// --8<-- [end:parse]
