using System.Globalization;
using System.Text;
using Plimsoll.Trust.Cryptography;
using Plimsoll.Trust.Logs;

namespace Plimsoll.Trust.Authority;

/// <summary>Signs what a log says of its tree (C2SP tlog-checkpoint), and reads what it said.</summary>
public static class CheckpointSigner
{
    /// <summary>The signed note. Its first line and the name of the key are the host, as clients of Rekor 2 expect.</summary>
    public static string Sign(string host, long size, ReadOnlySpan<byte> root, PrivateKey key)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{host}\n{size}\n{Convert.ToBase64String(root)}\n");
        byte[] signature = [.. key.PublicKey.Fingerprint.Span[..4], .. key.Sign(Encoding.UTF8.GetBytes(text))];
        return $"{text}\n\u2014 {host} {Convert.ToBase64String(signature)}\n";
    }

    /// <summary>Reads a note that one of the keys must have signed.</summary>
    /// <exception cref="RefusedException">None did, or it is no checkpoint.</exception>
    public static (string Origin, long Size, byte[] Root) Read(string note, IEnumerable<PublicKey> keys)
    {
        var checkpoint = Checkpoint.Parse(note);
        var known = keys.Any(key => checkpoint.Note.IsSignedBy(new TransparencyLog { Id = key.Fingerprint, Key = key, ValidFor = default }, checkpoint.Origin));
        return known ? (checkpoint.Origin, checkpoint.Size, checkpoint.Root.ToArray()) : throw new RefusedException("the checkpoint is not signed by the log");
    }
}
