using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Plimsoll.Core;
using Plimsoll.Storage.Blobs;

namespace Plimsoll.Storage.Hashing;

/// <summary>
/// Hashes content while it arrives. The state can be saved between two requests, so that an upload goes on in another process without reading again what is
/// stored. Where the system's libcrypto does not allow that, the state is empty and <see cref="ResumeFromBytesAsync"/> reads the stored bytes instead.
/// Not for concurrent use.
/// </summary>
public sealed class ContentHash : IDisposable
{
    private const int ReadSize = 256 * 1024;

    private readonly Sha2Context? _context;
    private readonly IncrementalHash? _incremental;
    private long _length;
    private bool _finished;

    private ContentHash(Sha2Context context)
    {
        _context = context;
        Algorithm = context.Algorithm;
        _length = context.Length;
    }

    private ContentHash(DigestAlgorithm algorithm)
    {
        Algorithm = algorithm;
        _incremental = IncrementalHash.CreateHash(algorithm == DigestAlgorithm.Sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512);
    }

    /// <summary>The hash function.</summary>
    public DigestAlgorithm Algorithm { get; }

    /// <summary>Bytes hashed so far, those before a resume included.</summary>
    public long Length => _length;

    /// <summary>Begins at the first byte.</summary>
    public static ContentHash Start(DigestAlgorithm algorithm) => Start(algorithm, LibCrypto.IsUsable);

    /// <summary>Goes on from a saved state; an empty one is the beginning.</summary>
    /// <exception cref="FormatException">The state is damaged, of another algorithm, or cannot be used on this machine; see <see cref="TryResume"/>.</exception>
    public static ContentHash Resume(DigestAlgorithm algorithm, ReadOnlySpan<byte> state)
    {
        if (state.IsEmpty) return Start(algorithm);
        return TryResume(algorithm, state, out var hash) ? hash : throw new FormatException("The saved hash state cannot be used: read the stored bytes again.");
    }

    /// <summary>Goes on from a saved state; false when it is empty or cannot be used, and the stored bytes must be read again.</summary>
    public static bool TryResume(DigestAlgorithm algorithm, ReadOnlySpan<byte> state, [NotNullWhen(true)] out ContentHash? hash)
    {
        hash = !state.IsEmpty && LibCrypto.IsUsable && Sha2Context.Load(algorithm, state) is { } context ? new ContentHash(context) : null;
        return hash is not null;
    }

    /// <summary>Reads the first <paramref name="length"/> bytes of what is stored and goes on from there.</summary>
    /// <exception cref="EndOfStreamException">Fewer bytes are stored.</exception>
    public static async Task<ContentHash> ResumeFromBytesAsync(DigestAlgorithm algorithm, IBlobReader stored, long length, CancellationToken cancellationToken)
    {
        var hash = Start(algorithm);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            while (hash.Length < length)
            {
                var wanted = (int)Math.Min(ReadSize, length - hash.Length);
                var read = await stored.ReadAsync(buffer.AsMemory(0, wanted), hash.Length, cancellationToken);
                if (read == 0) throw new EndOfStreamException($"{length} bytes were acknowledged, but only {hash.Length} are stored.");
                hash.Append(buffer.AsSpan(0, read));
            }
            return hash;
        }
        catch
        {
            hash.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Hashes more bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        RequireRunning();
        if (_context is not null) _context.Append(bytes);
        else _incremental!.AppendData(bytes);
        _length += bytes.Length;
    }

    /// <summary>The state so far, for <see cref="Resume"/>; empty when it cannot be saved on this machine.</summary>
    public byte[] SaveState()
    {
        RequireRunning();
        return _context?.Save() ?? [];
    }

    /// <summary>Ends the hash.</summary>
    public Digest Finish()
    {
        RequireRunning();
        _finished = true;
        return Digest.FromHash(Algorithm, _context?.Finish() ?? _incremental!.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _finished = true;
        _incremental?.Dispose();
    }

    internal static ContentHash Start(DigestAlgorithm algorithm, bool exportable) =>
        exportable ? new ContentHash(Sha2Context.Start(algorithm)) : new ContentHash(algorithm);

    private void RequireRunning()
    {
        if (_finished) throw new InvalidOperationException("The hash is finished.");
    }
}
