using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plimsoll.Core.Facts;

/// <summary>
/// The stored form of layer facts: four bytes that name it and its version, then a Brotli stream of columns (files, owned files, executables)
/// and, for all that is small and varied, JSON.
/// </summary>
internal static class LayerFactsFormat
{
    private static ReadOnlySpan<byte> Magic => "PLF\x03"u8;

    public static byte[] Write(LayerFacts facts)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Magic);
        using (var brotli = new BrotliStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            var writer = new FactsWriter(brotli);
            writer.Text(facts.Compression);
            writer.Text(facts.DiffId?.Value);
            writer.Number(facts.UncompressedSize);
            writer.Number(facts.IsComplete ? 1 : 0);
            facts.Files.Write(writer);
            facts.Owned.Write(writer);
            writer.Number(facts.Executables.Count);
            foreach (var executable in facts.Executables) executable.Write(writer);
            writer.Bytes(JsonSerializer.SerializeToUtf8Bytes(
                new LayerDetails(facts.Catalogued, facts.Findings, facts.Notes, facts.Scanners), LayerDetailsJson.Default.LayerDetails));
            writer.Flush();
        }
        return bytes.ToArray();
    }

    public static LayerFacts Read(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(Magic)) throw new InvalidDataException("the bytes are no facts of a layer of this version");
        try
        {
            return Parse(Unpack(bytes[Magic.Length..].ToArray()));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or OverflowException or FormatException)
        {
            throw new InvalidDataException("the stored facts are damaged", e);
        }
    }

    private static ReadOnlySpan<byte> Unpack(byte[] packed)
    {
        using var brotli = new BrotliStream(new MemoryStream(packed, writable: false), CompressionMode.Decompress);
        using var unpacked = new MemoryStream(packed.Length * 4);
        brotli.CopyTo(unpacked);
        return unpacked.GetBuffer().AsSpan(0, (int)unpacked.Length);
    }

    private static LayerFacts Parse(ReadOnlySpan<byte> unpacked)
    {
        var reader = new FactsReader(unpacked);
        var (compression, diffId, size, isComplete) = (reader.Text(), reader.Text(), reader.Number(), reader.Number() != 0);
        var files = FileIndex.Read(ref reader);
        var owned = OwnedFiles.Read(ref reader, files.Paths.Count);
        var executables = new List<ExecutableFacts>();
        var shared = new List<string>();
        for (var count = reader.Count(); count > 0; count--) executables.Add(ExecutableFacts.Read(ref reader, shared, files.Count));
        var details = JsonSerializer.Deserialize(reader.Rest, LayerDetailsJson.Default.LayerDetails) ?? throw new JsonException("the details of a layer are an object");
        if (details.Catalogued.Any(file => (uint)file.File >= (uint)files.Count || file.OwnedStart < 0 || file.OwnedCount < 0 || file.OwnedStart > owned.Count - file.OwnedCount))
            throw new InvalidDataException("the stored facts are damaged");
        return new LayerFacts
        {
            Compression = compression,
            DiffId = diffId is null ? null : Digest.Parse(diffId),
            UncompressedSize = size,
            IsComplete = isComplete,
            Files = files,
            Owned = owned,
            Executables = executables,
            Catalogued = details.Catalogued,
            Findings = details.Findings,
            Notes = details.Notes,
            Scanners = details.Scanners ?? [],
        };
    }
}

/// <summary>The part of the facts that is stored as JSON.</summary>
internal sealed record LayerDetails(
    IReadOnlyList<CataloguedFile> Catalogued, IReadOnlyList<LayerFinding> Findings, IReadOnlyList<Note> Notes, IReadOnlyList<string>? Scanners = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LayerDetails))]
internal sealed partial class LayerDetailsJson : JsonSerializerContext;
