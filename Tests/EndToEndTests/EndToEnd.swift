import Testing

/// The real program over real HTTP; one server at a time, for each may use all of a small machine.
@Suite(.serialized) enum EndToEnd {}
