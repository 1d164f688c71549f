namespace Plimsoll.Inspection.Ecosystems.Rpm;

/// <summary>Tags of rpm's headers (rpm.org, docs/manual/tags.md). Those from 256 on come from the signature of the package file.</summary>
internal enum RpmTag
{
    HeaderImmutable = 63,
    DsaHeader = 267,
    RsaHeader = 268,
    Sha1Header = 269,
    Sha256Header = 273,
    OpenPgp = 278,
    Name = 1000,
    Version = 1001,
    Release = 1002,
    Epoch = 1003,
    Description = 1005,
    Vendor = 1011,
    License = 1014,
    Arch = 1022,
    OldFileNames = 1027,
    FileStates = 1029,
    FileModes = 1030,
    FileDigests = 1035,
    FileLinks = 1036,
    FileFlags = 1037,
    SourceRpm = 1044,
    FileVerifyFlags = 1045,
    DirIndexes = 1116,
    BaseNames = 1117,
    DirNames = 1118,
    FileDigestAlgorithm = 5011,
    ModularityLabel = 5096,
}
