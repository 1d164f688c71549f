using System.Security.Cryptography;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;

namespace Plimsoll.Client.Copying;

/// <summary>A blob that is being written. What an earlier run left of it is taken up again: it is hashed anew, and the source is asked for the rest.</summary>
internal sealed class PartialFile(string path, Descriptor blob)
{
    /// <summary>What the name ends in until the content is proven.</summary>
    public const string Ending = ".part";

    private const int Attempts = 5;
    private const int BufferSize = 256 * 1024;

    /// <summary>Fills the file and moves it to its place.</summary>
    /// <param name="open">Opens the source from an offset on.</param>
    /// <param name="sent">Is told of bytes that came.</param>
    /// <param name="cancellationToken">Gives up; what has come stays.</param>
    public async Task FillAsync(Func<long, CancellationToken, Task<Stream>> open, IProgress<long> sent, CancellationToken cancellationToken)
    {
        using var hash = OciLayout.NewHash(blob.Digest);
        await using (var file = new FileStream(path + Ending, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.Asynchronous))
        {
            if (file.Length > blob.Size) file.SetLength(0);
            await OciLayout.AppendAsync(hash, file, cancellationToken);
            for (var attempt = 1; file.Length < blob.Size && attempt <= Attempts; attempt++)
            {
                try
                {
                    await AppendAsync(file, hash, open, sent, cancellationToken);
                }
                catch (Exception e) when (attempt < Attempts && !cancellationToken.IsCancellationRequested && e is IOException or RegistryException { Status: null } && e is not ContentMismatchException)
                {
                    // The connection broke; the next attempt asks for the rest.
                }
            }
            if (file.Length != blob.Size || Digest.FromHash(blob.Digest.Algorithm, hash.GetHashAndReset()) != blob.Digest)
            {
                // Nothing of it can be trusted, so the next run begins anew.
                file.SetLength(0);
                throw new ContentMismatchException(blob.Digest, "the bytes that came are others");
            }
        }
        File.Move(path + Ending, path, overwrite: true);
    }

    private async Task AppendAsync(FileStream file, IncrementalHash hash, Func<long, CancellationToken, Task<Stream>> open, IProgress<long> sent, CancellationToken cancellationToken)
    {
        await using var content = await open(file.Length, cancellationToken);
        var buffer = new byte[BufferSize];
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (file.Length + read > blob.Size) throw new ContentMismatchException(blob.Digest, $"more bytes came than the {blob.Size} of the descriptor");
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            hash.AppendData(buffer, 0, read);
            sent.Report(read);
        }
    }
}
