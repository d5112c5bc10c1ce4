//! Replays the fuzz corpora of the content formats.

#[cfg(test)]
mod replay {
    use std::path::Path;

    use gatewayd_lwm2m::format::fuzzing;

    /// Runs `body` on every file of a corpus.
    fn replay(target: &str, body: fn(&[u8])) {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../tests/fuzz/corpus")
            .join(target);
        let files: Vec<_> = std::fs::read_dir(&corpus)
            .unwrap_or_else(|error| panic!("{}: {error}", corpus.display()))
            .map(|entry| entry.unwrap().path())
            .collect();
        assert!(!files.is_empty(), "{} has seeds", corpus.display());
        for file in files {
            body(&std::fs::read(file).unwrap());
        }
    }

    #[test]
    fn the_tlv_corpus_is_handled() {
        replay("tlv", fuzzing::tlv);
    }

    #[test]
    fn the_senml_json_corpus_is_handled() {
        replay("senml_json", fuzzing::senml_json);
    }

    #[test]
    fn the_senml_cbor_corpus_is_handled() {
        replay("senml_cbor", fuzzing::senml_cbor);
    }

    #[test]
    fn the_lwm2m_cbor_corpus_is_handled() {
        replay("lwm2m_cbor", fuzzing::lwm2m_cbor);
    }

    #[test]
    fn the_link_format_corpus_is_handled() {
        replay("link_format", fuzzing::link_format);
    }
}
