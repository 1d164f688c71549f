using System.Runtime.CompilerServices;

namespace Plimsoll.Storage.Blobs.S3;

/// <summary>Small objects in the bucket of the blobs, below a name that no blob has.</summary>
internal sealed class S3ObjectStore(S3Bucket bucket, UploadMemory memory) : IObjectStore
{
    private const string Folder = "beside/";

    public async Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ObjectName.Check(name);
        using var body = new PartBuffer(memory);
        try
        {
            await body.AppendAsync(content, cancellationToken);
            await bucket.PutAsync(Folder + name, body, cancellationToken);
        }
        finally
        {
            body.Release();
        }
    }

    public async Task<byte[]?> GetAsync(string name, CancellationToken cancellationToken)
    {
        await using var reader = await S3BlobReader.OpenAsync(bucket, Folder + ObjectName.Check(name), null, cancellationToken);
        if (reader is null) return null;
        var content = new byte[reader.Length];
        for (var read = 0; read < content.Length;)
        {
            var more = await reader.ReadAsync(content.AsMemory(read), read, cancellationToken);
            if (more == 0) throw new IOException($"{name} breaks off at {read} of {content.Length} bytes");
            read += more;
        }
        return content;
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => bucket.DeleteAsync([Folder + ObjectName.Check(name)], cancellationToken);

    public async IAsyncEnumerable<(string Name, long Size)> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (name, size) in bucket.ListAsync(Folder + prefix, cancellationToken)) yield return (name[Folder.Length..], size);
    }
}
