using System.Buffers.Binary;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace Plimsoll.Inspection.Content;

/// <summary>
/// MD5 (RFC 1321) of eight messages at once. Each step of it waits for the one before, so that a processor with one message idles most of the time; eight, in the lanes of its
/// vectors, take hardly longer. dpkg lists files by MD5, which would otherwise cost more than all else that is hashed.
/// </summary>
internal sealed unsafe class Md5Lanes
{
    /// <summary>Bytes of a digest.</summary>
    public const int DigestSize = 16;

    private const int Block = 64;
    private const int TailSize = 2 * Block;

    /// <summary>Bytes below which it does not pay: the code for lanes is compiled when it is first used.</summary>
    private const long Least = 1 << 20;

    private static readonly uint[] Initial = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];

    private readonly byte* _buffer;
    private readonly byte* _tails;
    private readonly uint* _state;
    private readonly int[] _starts;
    private readonly int[] _lengths;
    private readonly int[] _order;
    private readonly Lane[] _lanes = new Lane[Md5Blocks.Lanes];
    private int _next;

    private Md5Lanes(byte* buffer, byte* tails, uint* state, int[] starts, int[] lengths, int[] order)
    {
        _buffer = buffer;
        _tails = tails;
        _state = state;
        (_starts, _lengths, _order) = (starts, lengths, order);
    }

    /// <summary>Whether this processor can.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Hashes messages that lie in one buffer, in the way that is the quickest.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="starts">Where each message starts.</param>
    /// <param name="lengths">The bytes of each.</param>
    /// <param name="digests">Takes the digests, one after the other.</param>
    public static void HashAll(ReadOnlySpan<byte> buffer, int[] starts, int[] lengths, Span<byte> digests)
    {
        long all = 0;
        foreach (var length in lengths) all += length;
        if (IsSupported && all >= Least)
        {
            HashInLanes(buffer, starts, lengths, digests);
            return;
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        for (var i = 0; i < starts.Length; i++)
        {
            hash.AppendData(buffer.Slice(starts[i], lengths[i]));
            hash.GetHashAndReset(digests.Slice(i * DigestSize, DigestSize));
        }
    }

    /// <summary>Hashes messages in lanes, whatever there is to hash.</summary>
    /// <inheritdoc cref="HashAll"/>
    internal static void HashInLanes(ReadOnlySpan<byte> buffer, int[] starts, int[] lengths, Span<byte> digests)
    {
        // The longest come first, so that the last ones fill the lanes evenly.
        var (order, keys) = (new int[lengths.Length], new int[lengths.Length]);
        for (var i = 0; i < order.Length; i++) (order[i], keys[i]) = (i, -lengths[i]);
        Array.Sort(keys, order);
        var tails = stackalloc byte[TailSize * Md5Blocks.Lanes];
        var state = stackalloc uint[4 * Md5Blocks.Lanes];
        fixed (byte* bytes = buffer) new Md5Lanes(bytes, tails, state, starts, lengths, order).Run(digests);
    }

    private void Run(Span<byte> digests)
    {
        var at = stackalloc byte*[Md5Blocks.Lanes];
        for (var i = 0; i < _lanes.Length; i++) Begin(i, _lanes[i] = new Lane());
        while (true)
        {
            var blocks = int.MaxValue;
            foreach (var lane in _lanes)
            {
                if (lane.Message >= 0) blocks = Math.Min(blocks, lane.Blocks);
            }
            if (blocks == int.MaxValue) return;
            // A lane without a message goes over whatever lies in its neighbour's.
            for (var i = 0; i < _lanes.Length; i++) at[i] = Busy(i).At;
            Md5Blocks.Add(_state, at, blocks);
            for (var i = 0; i < _lanes.Length; i++)
            {
                var lane = _lanes[i];
                if (lane.Message < 0) continue;
                lane.At += blocks * Block;
                if ((lane.Blocks -= blocks) > 0) continue;
                if (!lane.IsAtTail)
                {
                    EnterTail(i, lane);
                    continue;
                }
                for (var word = 0; word < 4; word++) BinaryPrimitives.WriteUInt32LittleEndian(digests[((lane.Message * DigestSize) + (word * 4))..], _state[(word * Md5Blocks.Lanes) + i]);
                Begin(i, lane);
            }
        }
    }

    private Lane Busy(int lane)
    {
        while (_lanes[lane].Message < 0) lane = (lane + 1) % _lanes.Length;
        return _lanes[lane];
    }

    /// <summary>Gives a lane the next message, or none.</summary>
    private void Begin(int number, Lane lane)
    {
        if (_next == _order.Length)
        {
            lane.Message = -1;
            return;
        }
        for (var word = 0; word < 4; word++) _state[(word * Md5Blocks.Lanes) + number] = Initial[word];
        lane.Message = _order[_next++];
        lane.At = _buffer + _starts[lane.Message];
        (lane.Blocks, lane.IsAtTail) = (_lengths[lane.Message] / Block, false);
        if (lane.Blocks == 0) EnterTail(number, lane);
    }

    /// <summary>The last bytes of a message, with what RFC 1321 section 3.1 adds to them.</summary>
    private void EnterTail(int number, Lane lane)
    {
        var (length, rest) = (_lengths[lane.Message], _lengths[lane.Message] % Block);
        var tail = new Span<byte>(_tails + (number * TailSize), TailSize);
        tail.Clear();
        new ReadOnlySpan<byte>(_buffer + _starts[lane.Message] + length - rest, rest).CopyTo(tail);
        tail[rest] = 0x80;
        lane.At = _tails + (number * TailSize);
        (lane.Blocks, lane.IsAtTail) = (rest < Block - 8 ? 1 : 2, true);
        BinaryPrimitives.WriteUInt64LittleEndian(tail[((lane.Blocks * Block) - 8)..], (ulong)length * 8);
    }

    /// <summary>What a lane works on.</summary>
    private sealed class Lane
    {
        /// <summary>Number of the message; negative where there is none left.</summary>
        public int Message { get; set; }

        public byte* At { get; set; }

        /// <summary>Blocks that are left of the message, or of its tail.</summary>
        public int Blocks { get; set; }

        public bool IsAtTail { get; set; }
    }
}
