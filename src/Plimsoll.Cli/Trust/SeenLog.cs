using Plimsoll.Trust;
using Plimsoll.Trust.Authority;
using Plimsoll.Trust.Cryptography;

namespace Plimsoll.Cli.Trust;

/// <summary>What a log said the time before, kept beside the pinned root of its server: the signed note, which is evidence should the log ever say something else.</summary>
internal sealed class SeenLog(string folder)
{
    private string File => Path.Combine(folder, "checkpoint");

    /// <exception cref="RefusedException">What is kept is signed by none of the keys.</exception>
    public async Task<SeenCheckpoint?> ReadAsync(IReadOnlyList<PublicKey> keys, CancellationToken cancellationToken)
    {
        if (!System.IO.File.Exists(File)) return null;
        var note = await System.IO.File.ReadAllTextAsync(File, cancellationToken);
        var (origin, size, root) = CheckpointSigner.Read(note, keys);
        return new SeenCheckpoint(origin, size, root, note);
    }

    public async Task WriteAsync(SeenCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await System.IO.File.WriteAllTextAsync(File + ".new", checkpoint.Note, cancellationToken);
        System.IO.File.Move(File + ".new", File, overwrite: true);
    }
}
