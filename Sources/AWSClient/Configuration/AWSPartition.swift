/// A part of AWS with domains of its own, as botocore's `partitions.json` lists them.
struct AWSPartition {
    let domain: String
    let dualStackDomain: String

    /// The partition of a region; regions that no other partition claims are in `aws`.
    init(region: String) {
        (domain, dualStackDomain) =
            switch region {
            case _ where region.hasPrefix("cn-"): ("amazonaws.com.cn", "api.amazonwebservices.com.cn")
            case _ where region.hasPrefix("eusc-"): ("amazonaws.eu", "api.amazonwebservices.eu")
            case _ where region.hasPrefix("us-iso-"): ("c2s.ic.gov", "api.aws.ic.gov")
            case _ where region.hasPrefix("us-isob-"): ("sc2s.sgov.gov", "api.aws.scloud")
            case _ where region.hasPrefix("eu-isoe-"): ("cloud.adc-e.uk", "api.cloud-aws.adc-e.uk")
            case _ where region.hasPrefix("us-isof-"): ("csp.hci.ic.gov", "api.aws.hci.ic.gov")
            default: ("amazonaws.com", "api.aws")  // aws and aws-us-gov
            }
    }
}
