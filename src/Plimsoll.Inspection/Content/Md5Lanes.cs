using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace Plimsoll.Inspection.Content;

/// <summary>
/// MD5 (RFC 1321) of sixteen messages at once. Each step of it waits for the one before, so that a processor with one message idles most of the time; sixteen, in the lanes of its
/// vectors, take hardly longer. dpkg lists files by MD5, which would otherwise cost more than all else that is hashed. A message that is longer than the others stays in its lane, and is
/// worked on with those that come later.
/// </summary>
/// <param name="done">Takes the digest of a message, by its number, as soon as it is known.</param>
internal sealed unsafe class Md5Lanes(Action<int, byte[]> done)
{
    /// <summary>Bytes of a digest.</summary>
    public const int DigestSize = 16;

    private const int Block = 64;
    private const int TailSize = 2 * Block;

    /// <summary>Bytes below which it does not pay: the code for lanes is compiled when it is first used.</summary>
    private const int Least = 4 << 20;

    private static readonly uint[] Initial = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];

    private readonly List<int> _numbers = [];
    private readonly List<int> _starts = [];
    private readonly List<int> _lengths = [];
    private readonly Lane[] _lanes = new Lane[Md5Blocks.Lanes];
    private readonly uint[] _state = new uint[4 * Md5Blocks.Lanes];
    private readonly byte[] _tails = new byte[TailSize * Md5Blocks.Lanes];
    private int _next;
    private bool _isInLanes;

    /// <summary>Whether this processor can. What asks for that is never compiled ahead, so this stays by itself.</summary>
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get => Avx2.IsSupported;
    }

    /// <summary>Messages that wait for a lane.</summary>
    public int Waiting => _numbers.Count;

    /// <summary>Adds a message, which lies behind all that were added before and are not hashed.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="start">Where in the buffer it starts.</param>
    /// <param name="length">Its bytes.</param>
    public void Add(int number, int start, int length)
    {
        _numbers.Add(number);
        _starts.Add(start);
        _lengths.Add(length);
    }

    /// <summary>Hashes messages until all have begun and little is left of them, which is moved to the start of the buffer.</summary>
    /// <param name="buffer">Where they lie.</param>
    /// <param name="most">Bytes that may be left; 0 ends all of them, in the way that is the quickest.</param>
    /// <returns>Bytes that are left.</returns>
    public int Run(byte[] buffer, int most)
    {
        _isInLanes |= (most > 0 || (_starts is [.., var start] && start + _lengths[^1] >= Least)) && IsSupported;
        if (_isInLanes) RunInLanes(buffer, most);
        else RunOneByOne(buffer);
        _numbers.Clear();
        _starts.Clear();
        _lengths.Clear();
        _next = 0;
        return MoveToStart(buffer);
    }

    private void RunOneByOne(byte[] buffer)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        for (var i = 0; i < _numbers.Count; i++)
        {
            hash.AppendData(buffer, _starts[i], _lengths[i]);
            done(_numbers[i], hash.GetHashAndReset());
        }
    }

    private void RunInLanes(byte[] buffer, int most)
    {
        var at = stackalloc byte*[Md5Blocks.Lanes];
        fixed (byte* bytes = buffer, tails = _tails)
        fixed (uint* state = _state)
        {
            while (true)
            {
                var (busy, left, blocks) = (-1, 0, int.MaxValue);
                var isIdle = false;
                for (var i = 0; i < _lanes.Length; i++)
                {
                    var lane = _lanes[i] ??= new Lane();
                    if (lane.Blocks == 0) Begin(i, lane, buffer);
                    at[i] = (lane.IsAtTail ? tails : bytes) + lane.At;
                    isIdle |= lane.Blocks == 0;
                    left += lane.Left;
                    if (lane.Blocks > 0) (busy, blocks) = (i, Math.Min(blocks, lane.Blocks));
                }
                if (busy < 0 || (isIdle && most > 0 && left <= most && _next == _numbers.Count)) return;
                for (var i = 0; i < _lanes.Length; i++)
                {
                    // A lane without a message goes over whatever lies in another's.
                    if (_lanes[i].Blocks == 0) at[i] = at[busy];
                }
                Md5Blocks.Add(state, at, blocks);
                for (var i = 0; i < _lanes.Length; i++)
                {
                    if (_lanes[i].Blocks > 0) Advance(i, _lanes[i], blocks, buffer);
                }
            }
        }
    }

    /// <summary>Gives a lane the next message, if there is one.</summary>
    private void Begin(int number, Lane lane, byte[] buffer)
    {
        if (_next == _numbers.Count) return;
        for (var word = 0; word < 4; word++) _state[(word * Md5Blocks.Lanes) + number] = Initial[word];
        (lane.Message, lane.At, lane.Length) = (_numbers[_next], _starts[_next], _lengths[_next]);
        (lane.Blocks, lane.IsAtTail) = (lane.Length / Block, false);
        _next++;
        if (lane.Blocks == 0) EnterTail(number, lane, buffer);
    }

    private void Advance(int number, Lane lane, int blocks, byte[] buffer)
    {
        lane.At += blocks * Block;
        lane.Blocks -= blocks;
        if (lane.Blocks > 0) return;
        if (!lane.IsAtTail)
        {
            EnterTail(number, lane, buffer);
            return;
        }
        var digest = new byte[DigestSize];
        for (var word = 0; word < 4; word++) BinaryPrimitives.WriteUInt32LittleEndian(digest.AsSpan(word * 4), _state[(word * Md5Blocks.Lanes) + number]);
        done(lane.Message, digest);
    }

    /// <summary>The last bytes of a message, with what RFC 1321 section 3.1 adds to them.</summary>
    private void EnterTail(int number, Lane lane, byte[] buffer)
    {
        var tail = _tails.AsSpan(number * TailSize, TailSize);
        tail.Clear();
        buffer.AsSpan(lane.At, lane.Rest).CopyTo(tail);
        tail[lane.Rest] = 0x80;
        (lane.At, lane.Blocks, lane.IsAtTail) = (number * TailSize, lane.Rest < Block - 8 ? 1 : 2, true);
        BinaryPrimitives.WriteUInt64LittleEndian(tail[((lane.Blocks * Block) - 8)..], (ulong)lane.Length * 8);
    }

    private int MoveToStart(byte[] buffer)
    {
        var end = 0;
        var left = Array.FindAll(_lanes, lane => lane is { Left: > 0 });
        Array.Sort(left, (x, y) => x.At.CompareTo(y.At));
        foreach (var lane in left)
        {
            buffer.AsSpan(lane.At, lane.Left).CopyTo(buffer.AsSpan(end));
            lane.At = end;
            end += lane.Left;
        }
        return end;
    }

    /// <summary>What a lane works on.</summary>
    private sealed class Lane
    {
        /// <summary>Number of the message.</summary>
        public int Message { get; set; }

        /// <summary>Its bytes.</summary>
        public int Length { get; set; }

        /// <summary>Where the next block is, in the buffer or among the tails.</summary>
        public int At { get; set; }

        /// <summary>Blocks that are left of the message, or of its tail; none where the lane is idle.</summary>
        public int Blocks { get; set; }

        public bool IsAtTail { get; set; }

        /// <summary>Bytes behind the last whole block.</summary>
        public int Rest => Length % Block;

        /// <summary>Bytes in the buffer that are still needed.</summary>
        public int Left => IsAtTail || Blocks == 0 ? 0 : (Blocks * Block) + Rest;
    }
}
