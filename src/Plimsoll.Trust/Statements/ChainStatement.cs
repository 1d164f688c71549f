using Plimsoll.Core;
using Plimsoll.Trust.Json;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Trust.Statements;

/// <summary>
/// What is said about the layers of an image. Chain ids are made of unpacked layers, so the statement holds for whatever is built on them, however they are packed, wherever they are.
/// </summary>
/// <param name="Image">The image that it was said of.</param>
/// <param name="DiffIds">Digests of the unpacked layers, lowest first, computed from bytes.</param>
/// <param name="ChainIds">Their chain ids.</param>
public sealed record ChainStatement(Digest Image, IReadOnlyList<Digest> DiffIds, IReadOnlyList<Digest> ChainIds)
{
    /// <summary>Digest of the configuration.</summary>
    public Digest? Config { get; init; }

    /// <summary>The platform, such as <c>linux/amd64</c>.</summary>
    public string? Platform { get; init; }

    /// <summary>The repository that the image was in, with the registry's host.</summary>
    public string? Repository { get; init; }

    /// <summary>A tag that led to it.</summary>
    public string? Tag { get; init; }

    /// <summary>When it was said.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The statement about the chain of layers.</summary>
    public byte[] Write() => StatementWriter.Write([new SubjectText("chain-id", "sha256", ChainIds[^1].Hex)], PredicateTypes.LayerChain, Predicate());

    /// <summary>The statement about file system and configuration.</summary>
    /// <exception cref="InvalidOperationException">There is no configuration.</exception>
    public byte[] WriteRootfs() => StatementWriter.Write(
        [new SubjectText("config", "sha256", (Config ?? throw new InvalidOperationException("there is no configuration")).Hex), new SubjectText("chain-id", "sha256", ChainIds[^1].Hex)], PredicateTypes.Rootfs, Predicate());

    private byte[] Predicate() => PlainJson.Object(json =>
    {
        json.WriteString("image", Image.Value);
        if (Platform is not null) json.WriteString("platform", Platform);
        json.WriteStartArray("layers");
        for (var i = 0; i < DiffIds.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("diffID", DiffIds[i].Value);
            json.WriteString("chainID", ChainIds[i].Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (Config is { } config) json.WriteString("config", config.Value);
        if (Repository is not null) json.WriteString("repository", Repository);
        if (Tag is not null) json.WriteString("tag", Tag);
        json.WriteString("created", PlainJson.Time(Created));
    });
}
