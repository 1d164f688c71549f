namespace Plimsoll.Storage.Metadata;

/// <summary>How the kinds of candidates are written in the database.</summary>
internal static class CandidateKinds
{
    public static string NameOf(CandidateKind kind) => kind switch
    {
        CandidateKind.Key => "key",
        CandidateKind.Blob => "blob",
        CandidateKind.Untagged => "manifest",
        CandidateKind.Orphan => "orphan",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "pins are in no queue but in repo_blobs"),
    };
}
