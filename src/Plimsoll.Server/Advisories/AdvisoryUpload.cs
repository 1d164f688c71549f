using Plimsoll.Core.Errors;
using Plimsoll.Server.Configuration;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Advisories;

/// <summary>Takes a file with advisories out of the body of a request. It goes to the disk first: archives are read from their end.</summary>
internal sealed class AdvisoryUpload(IMetadataStore metadata, ServerOptions options, TimeProvider time)
{
    /// <summary>Receives and imports it.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="name">Name of the file; some formats tell the release by it.</param>
    /// <param name="request">How it is imported.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OciException">It is larger than accepted.</exception>
    public async Task<AdvisoryImport> ReceiveAsync(Stream body, string name, ImportRequest request, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(options.Data, "tmp", Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        try
        {
            var file = Path.Combine(folder, Path.GetFileName(name) is { Length: > 0 and <= 100 } plain && plain is not ("." or "..") ? plain : "upload");
            await using (var target = new FileStream(file, FileMode.Create, FileAccess.Write))
            {
                var (buffer, total) = (new byte[128 << 10], 0L);
                for (int count; (count = await body.ReadAsync(buffer, cancellationToken)) > 0;)
                {
                    total += count;
                    if (total > FeedDownload.MaxBytes) throw new OciException(OciError.TooLarge, $"an upload of advisories has at most {FeedDownload.MaxBytes} bytes");
                    await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                }
            }
            return await new AdvisoryImporter(metadata.Advisories, time).ImportAsync([file], request, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
