namespace Plimsoll.Inspection.Layers.Tar;

/// <summary>The fields of one header block: V7, ustar (POSIX.1-2017, pax, "ustar Interchange Format"), GNU and star.</summary>
internal readonly ref struct TarHeader(ReadOnlySpan<byte> block)
{
    private readonly ReadOnlySpan<byte> _block = block;

    public char Kind => (char)_block[156];

    public int Mode => TarNumber.TryRead(_block.Slice(100, 8), out var mode) ? (int)(mode & 0xfff) : 0;

    public int UserId => Small(_block.Slice(108, 8));

    public int GroupId => Small(_block.Slice(116, 8));

    public int Major => Small(_block.Slice(329, 8));

    public int Minor => Small(_block.Slice(337, 8));

    public ReadOnlySpan<byte> Link => ForeignText.Terminated(_block.Slice(157, 100));

    /// <summary>Size of a file that old GNU tar stored sparse.</summary>
    public long SparseSize => TarNumber.TryRead(_block.Slice(483, 12), out var size) ? size : 0;

    /// <summary>True when more blocks of the old GNU sparse map follow this header.</summary>
    public bool HasMoreSparseMap => _block[482] != 0;

    public long Size => TarNumber.TryRead(_block.Slice(124, 12), out var size) ? size : throw new InvalidDataException("the size of a tar entry is not a number");

    /// <summary>The sum over the block with its own field as spaces; some old writers summed signed bytes.</summary>
    public bool HasValidChecksum
    {
        get
        {
            if (!TarNumber.TryRead(_block.Slice(148, 8), out var expected)) return false;
            long unsigned = 8 * ' ', signed = 8 * ' ';
            for (var i = 0; i < BlockReader.BlockSize; i++)
            {
                if (i is >= 148 and < 156) continue;
                unsigned += _block[i];
                signed += (sbyte)_block[i];
            }
            return expected == unsigned || expected == signed;
        }
    }

    /// <summary>Numbers that do not decide what is read: one that is none counts as 0.</summary>
    private static int Small(ReadOnlySpan<byte> field) => TarNumber.TryRead(field, out var value) && value <= int.MaxValue ? (int)value : 0;

    public string Name
    {
        get
        {
            var name = ForeignText.Terminated(_block[..100]);
            // GNU writes "ustar  " and has other things where ustar has the prefix; star's prefix is shorter.
            if (!_block.Slice(257, 6).SequenceEqual("ustar\0"u8)) return ForeignText.Decode(name);
            var isStar = _block.Slice(508, 4).SequenceEqual("tar\0"u8);
            var prefix = ForeignText.Terminated(_block.Slice(345, isStar ? 131 : 155));
            return prefix.IsEmpty ? ForeignText.Decode(name) : ForeignText.Decode([.. prefix, (byte)'/', .. name]);
        }
    }
}
