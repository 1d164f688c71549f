using System.Security.Cryptography;

namespace Plimsoll.Bench.Content;

/// <summary>Makes blobs that are unique in this run. Their digest comes from a cloned hash state, so that the client hashes 64 bytes per blob.</summary>
internal sealed class BlobFactory(bool layersAreArchives)
{
    private const int TailLength = 64;
    private const int LongestBody = 64 << 20;
    private readonly Dictionary<long, Template> _templates = [];
    private readonly Lock _lock = new();
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(16);
    private long _serial;

    /// <summary>Media type of the layers made here.</summary>
    public string LayerType => layersAreArchives ? "application/vnd.oci.image.layer.v1.tar+gzip" : "application/vnd.oci.image.layer.v1.tar";

    public static string DigestOf(ReadOnlySpan<byte> bytes) => Name(SHA256.HashData(bytes));

    /// <summary>A blob of <paramref name="size"/> bytes; archives come out a little longer or shorter.</summary>
    public Blob Make(long size)
    {
        long serial = Interlocked.Increment(ref _serial);
        IncrementalHash hash;
        Template template;
        lock (_lock)
        {
            template = TemplateOf(size);
            hash = template.State.Clone();
        }

        using (hash)
        {
            byte[] tail = template.IsArchive ? LayerArchive.EmptyMember($"{Convert.ToHexStringLower(_salt)}-{serial}") : Tail(serial);
            hash.AppendData(tail);
            return new Blob(template.Body, template.Repeat, tail, Name(hash.GetHashAndReset()));
        }
    }

    /// <summary>Digest of the uncompressed layer that a manifest's config names.</summary>
    public string DiffIdOf(long size, Blob layer)
    {
        lock (_lock) return TemplateOf(size) is { IsArchive: true } template ? template.DiffId : layer.Digest;
    }

    private static string Name(byte[] hash) => "sha256:" + Convert.ToHexStringLower(hash);

    private byte[] Tail(long serial)
    {
        byte[] tail = new byte[TailLength];
        _salt.CopyTo(tail, 0);
        BitConverter.TryWriteBytes(tail.AsSpan(_salt.Length), serial);
        return tail;
    }

    private Template TemplateOf(long size)
    {
        if (_templates.TryGetValue(size, out var known)) return known;
        bool archive = layersAreArchives && size >= 16 << 10;
        string diffId = "";
        int repeat = 1;
        byte[] body;
        if (archive)
        {
            (body, diffId) = LayerArchive.Make(Math.Min(size, LongestBody));
        }
        else
        {
            long length = Math.Max(0, size - TailLength);
            repeat = (int)Math.Max(1, (length + LongestBody - 1) / LongestBody);
            body = new byte[length / repeat];
            new Random((int)(size % int.MaxValue)).NextBytes(body);
        }

        var state = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < repeat; i++) state.AppendData(body);
        return _templates[size] = new Template(body, repeat, state, diffId, archive);
    }

    private sealed record Template(byte[] Body, int Repeat, IncrementalHash State, string DiffId, bool IsArchive);
}
