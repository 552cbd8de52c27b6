import CLibcurl

/// A whole store to turn to when the package's few roots don't do, and what it takes to start over with it.
struct WholeStore {
    /// The host, with its port, as its URL has it.
    let host: String
    let authorities: CertificateAuthorities
    let file: String
}

extension Transfer {
    /// Sets which authorities may vouch for the server: the request's own, or the package's few roots before the whole store.
    ///
    /// A request that follows redirects gets the whole store at once: starting over could send its first part again.
    func setAuthorities(_ request: HTTPRequest, _ authorities: CertificateAuthorities) {
        let file = request.certificateAuthorities ?? authorities.file
        if let file, request.certificateAuthorities == nil, !followsRedirects, let few = authorities.packaged,
            let host = Self.tlsHost(of: url), authorities.mayBePackaged(host)
        {
            wholeStore = WholeStore(host: host, authorities: authorities, file: file)
            setString(CURLOPT_CAINFO, few)
        } else if let file {
            setString(CURLOPT_CAINFO, file)
        }
    }

    /// Turns to the whole store if it is for want of an issuer that the handshake failed; the transfer then has to be performed again.
    ///
    /// That is safe for every method, since a client sends nothing of a request before the handshake is over. Any other objection to a
    /// certificate (its name, its dates) stands as it is, for a larger store would not take it back.
    func usesWholeStore(after outcome: CURLcode) -> Bool {
        guard let store = wholeStore, isMissingIssuer(outcome) else { return false }
        wholeStore = nil
        store.authorities.noteOther(store.host)
        setString(CURLOPT_CAINFO, store.file)
        // What was used up of the limits stays used up.
        let elapsed = Int(shim_easy_get_offset(easy, CURLINFO_TOTAL_TIME_T) / 1000)
        setLong(CURLOPT_CONNECTTIMEOUT_MS, max(1, connectTimeout - elapsed))
        if timeout > 0 { setLong(CURLOPT_TIMEOUT_MS, max(1, timeout - elapsed)) }
        rewind()
        return true
    }

    private func isMissingIssuer(_ outcome: CURLcode) -> Bool {
        // A file of roots that can't be read is no reason to do without the store either.
        if outcome == CURLE_SSL_CACERT_BADFILE { return true }
        guard outcome == CURLE_PEER_FAILED_VERIFICATION else { return false }
        // X509_V_ERR_… of OpenSSL's x509_vfy.h, which libcurl passes on as they are.
        switch shim_easy_get_long(easy, CURLINFO_SSL_VERIFYRESULT) {
        case 2: return true  // UNABLE_TO_GET_ISSUER_CERT
        case 18: return true  // DEPTH_ZERO_SELF_SIGNED_CERT
        case 19: return true  // SELF_SIGNED_CERT_IN_CHAIN
        case 20: return true  // UNABLE_TO_GET_ISSUER_CERT_LOCALLY
        case 21: return true  // UNABLE_TO_VERIFY_LEAF_SIGNATURE
        default: return false
        }
    }

    /// Host and port of an `https` URL, in lower case; `nil` for any other.
    static func tlsHost(of url: String) -> String? {
        let scheme = "https://"
        guard url.utf8.count > scheme.utf8.count, url.prefix(scheme.count).lowercased() == scheme else { return nil }
        let authority = url.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return authority.split(separator: "@").last.map { $0.lowercased() }
    }
}
