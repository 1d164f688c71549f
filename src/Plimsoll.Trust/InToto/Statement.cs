using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Json;

namespace Plimsoll.Trust.InToto;

/// <summary>An in-toto statement, 0.1 or 1: something is said about subjects that are known by digest.</summary>
internal sealed record Statement(string PredicateType, IReadOnlyList<StatementSubject> Subjects)
{
    private const int MaxSubjects = 100_000;

    public static Statement Read(ReadOnlyMemory<byte> json) => StrictJson.Read(json, "the statement", root =>
    {
        if (root.Text("_type") is not ("https://in-toto.io/Statement/v0.1" or "https://in-toto.io/Statement/v1")) throw new RefusedException("the statement is of an unknown version");
        var subjects = root.Objects("subject", MaxSubjects).ConvertAll(Subject);
        return subjects.Count > 0 ? new Statement(root.Text("predicateType"), subjects) : throw new RefusedException("the statement is about nothing");
    });

    /// <summary>Whether it is about an artifact: one known digest is equal, and no known one differs.</summary>
    public bool IsAbout(Artifact artifact) => Subjects.Any(subject =>
    {
        var compared = subject.Digests.Select(digest => (Known: HashKinds.FromText(digest.Key) is { } kind ? artifact.Digest(kind) : null, digest.Value)).Where(pair => pair.Known is not null).ToList();
        return compared.Count > 0 && compared.TrueForAll(pair => Convert.ToHexStringLower(pair.Known!) == pair.Value);
    });

    private static StatementSubject Subject(JsonObject subject)
    {
        var digest = subject.Object("digest");
        return new StatementSubject(subject.OptionalText("name"), digest.Names.ToDictionary(name => name, digest.Text));
    }
}

/// <summary>A subject of a statement: its digests in hexadecimal by algorithm.</summary>
internal sealed record StatementSubject(string? Name, IReadOnlyDictionary<string, string> Digests);
