using System.Buffers.Binary;
using Plimsoll.Core;

namespace Plimsoll.Storage.Hashing;

/// <summary>
/// A running SHA-256 or SHA-512 in libcrypto's layout (openssl/sha.h): eight state words, the number of bits as two words, one block of pending bytes, the
/// number of pending bytes and the length of the result. The saved form is free of that layout: version, algorithm, state words, number of bytes, pending
/// bytes; numbers are big-endian, so that a session can move between machines.
/// </summary>
internal sealed unsafe class Sha2Context
{
    private const byte Version = 1;
    private const int HeaderSize = 2;

    /// <summary>The larger of the two contexts (112 and 216 bytes), in words so that it is aligned for libcrypto.</summary>
    private readonly ulong[] _memory = new ulong[27];

    private Sha2Context(DigestAlgorithm algorithm) => Algorithm = algorithm;

    public DigestAlgorithm Algorithm { get; }

    /// <summary>Bytes hashed so far.</summary>
    public long Length { get; private set; }

    private bool Is256 => Algorithm == DigestAlgorithm.Sha256;

    private int WordSize => Is256 ? 4 : 8;

    private int WordsSize => 8 * WordSize;

    private int BlockSize => 16 * WordSize;

    private int Pending => (int)(Length % BlockSize);

    public static Sha2Context Start(DigestAlgorithm algorithm)
    {
        var context = new Sha2Context(algorithm);
        fixed (ulong* memory = context._memory)
        {
            if (context.Is256) Require(LibCrypto.Sha256Init(memory));
            else Require(LibCrypto.Sha512Init(memory));
        }
        return context;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        // libcrypto would be handed a null pointer.
        if (bytes.IsEmpty) return;
        fixed (ulong* memory = _memory)
        fixed (byte* data = bytes)
        {
            if (Is256) Require(LibCrypto.Sha256Update(memory, data, (nuint)bytes.Length));
            else Require(LibCrypto.Sha512Update(memory, data, (nuint)bytes.Length));
        }
        Length += bytes.Length;
    }

    public byte[] Finish()
    {
        var hash = new byte[WordsSize];
        fixed (ulong* memory = _memory)
        fixed (byte* result = hash)
        {
            if (Is256) Require(LibCrypto.Sha256Final(result, memory));
            else Require(LibCrypto.Sha512Final(result, memory));
        }
        return hash;
    }

    public byte[] Save()
    {
        var state = new byte[HeaderSize + WordsSize + sizeof(long) + Pending];
        state[0] = Version;
        state[1] = (byte)Algorithm;
        var rest = state.AsSpan(HeaderSize);
        fixed (ulong* memory = _memory)
        {
            for (var i = 0; i < 8; i++)
            {
                if (Is256) BinaryPrimitives.WriteUInt32BigEndian(rest[(4 * i)..], ((uint*)memory)[i]);
                else BinaryPrimitives.WriteUInt64BigEndian(rest[(8 * i)..], memory[i]);
            }
            BinaryPrimitives.WriteInt64BigEndian(rest[WordsSize..], Length);
            BlockIn(memory)[..Pending].CopyTo(rest[(WordsSize + sizeof(long))..]);
        }
        return state;
    }

    /// <summary>Reads a saved state; null when it is none, or one of another version or algorithm.</summary>
    public static Sha2Context? Load(DigestAlgorithm algorithm, ReadOnlySpan<byte> state)
    {
        var context = Start(algorithm);
        return context.TryRestore(state) ? context : null;
    }

    private bool TryRestore(ReadOnlySpan<byte> state)
    {
        if (state.Length < HeaderSize + WordsSize + sizeof(long) || state[0] != Version || state[1] != (byte)Algorithm) return false;
        var rest = state[HeaderSize..];
        var pending = rest[(WordsSize + sizeof(long))..];
        Length = BinaryPrimitives.ReadInt64BigEndian(rest[WordsSize..]);
        if (Length < 0 || pending.Length != Pending) return false;
        fixed (ulong* memory = _memory)
        {
            var bits = (UInt128)(ulong)Length * 8;
            for (var i = 0; i < 8; i++)
            {
                if (Is256) ((uint*)memory)[i] = BinaryPrimitives.ReadUInt32BigEndian(rest[(4 * i)..]);
                else memory[i] = BinaryPrimitives.ReadUInt64BigEndian(rest[(8 * i)..]);
            }
            if (Is256) (((uint*)memory)[8], ((uint*)memory)[9]) = ((uint)(ulong)bits, (uint)((ulong)bits >> 32));
            else (memory[8], memory[9]) = ((ulong)bits, (ulong)(bits >> 64));
            pending.CopyTo(BlockIn(memory));
            *(uint*)((byte*)memory + WordsSize + 2 * WordSize + BlockSize) = (uint)Pending;
        }
        return true;
    }

    private Span<byte> BlockIn(ulong* memory) => new((byte*)memory + WordsSize + 2 * WordSize, BlockSize);

    private static void Require(int result)
    {
        if (result != 1) throw new InvalidOperationException("libcrypto refused to hash.");
    }
}
