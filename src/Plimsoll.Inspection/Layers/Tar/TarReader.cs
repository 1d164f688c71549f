namespace Plimsoll.Inspection.Layers.Tar;

/// <summary>
/// Reads the entries of a tar the way Go's archive/tar does, because that is what unpacks images: global pax headers are ignored, links and
/// devices have no data whatever their size says, reading ends at two blocks of zeros. Unlike it, no odd name or mode is an error.
/// </summary>
internal sealed class TarReader(Stream source, LayerLimits limits) : IDisposable
{
    private readonly BlockReader _blocks = new(source);
    private long _remaining;
    private long _padding;
    private bool _started;

    /// <summary>True when the archive ended as it should, with blocks of zeros.</summary>
    public bool HasEndMarker { get; private set; }

    /// <summary>Goes to the next entry; null at the end of the archive.</summary>
    /// <exception cref="NotATarException">The first block is no header.</exception>
    /// <exception cref="InvalidDataException">The archive is damaged; the entries so far stand.</exception>
    public TarEntry? Next()
    {
        PaxRecords? pax = null;
        string? longName = null, longLink = null;
        while (true)
        {
            SkipContent();
            var block = _blocks.ReadBlock();
            if (block.IsEmpty) return pax is null && longName is null && longLink is null ? null : throw new InvalidDataException("the tar ends after the header of a long name");
            if (block.IndexOfAnyExcept((byte)0) < 0) return End();
            var header = new TarHeader(block);
            if (!header.HasValidChecksum) throw _started ? new InvalidDataException($"the tar is damaged at byte {_blocks.Position - BlockReader.BlockSize}: no valid header") : new NotATarException();
            _started = true;
            switch (header.Kind)
            {
                case 'x':
                    pax = PaxRecords.Parse(ReadHeaderData(header.Size));
                    break;
                case 'L':
                    longName = ForeignText.Decode(ForeignText.Terminated(ReadHeaderData(header.Size)));
                    break;
                case 'K':
                    longLink = ForeignText.Decode(ForeignText.Terminated(ReadHeaderData(header.Size)));
                    break;
                case 'g':
                    Expect(header.Size);
                    break;
                default:
                    return Entry(header, pax, longName, longLink);
            }
        }
    }

    /// <summary>The stored bytes of the current entry, to be read before <see cref="Next"/> is called again.</summary>
    public Stream OpenContent() => new TarContent(this);

    /// <summary>Reads what follows the end of the archive; true when it is anything but zeros.</summary>
    public bool DrainTrailing()
    {
        var found = false;
        while (_blocks.ReadSome(long.MaxValue) is { IsEmpty: false } run) found |= run.IndexOfAnyExcept((byte)0) >= 0;
        return found;
    }

    public void Dispose() => _blocks.Dispose();

    internal ReadOnlySpan<byte> ReadContent(int limit)
    {
        var run = _blocks.ReadSome(Math.Min(limit, _remaining));
        if (run.IsEmpty && _remaining > 0 && limit > 0) throw new InvalidDataException($"the tar ends in the middle of a file, at byte {_blocks.Position}");
        _remaining -= run.Length;
        return run;
    }

    private TarEntry? End()
    {
        var second = _blocks.ReadBlock();
        if (second.IndexOfAnyExcept((byte)0) >= 0) throw new InvalidDataException($"a block of zeros stands in the middle of the tar, at byte {_blocks.Position - (2 * BlockReader.BlockSize)}");
        HasEndMarker = true;
        return null;
    }

    private TarEntry Entry(TarHeader header, PaxRecords? pax, string? longName, string? longLink)
    {
        var name = longName ?? pax?.Path ?? header.Name;
        var kind = header.Kind switch
        {
            '\0' when name.EndsWith('/') => '5',
            '\0' or '7' => '0',
            var other => other,
        };
        var stored = kind is >= '1' and <= '6' ? 0 : pax?.Size ?? header.Size;
        var mode = header.Mode;
        var link = kind is '1' or '2' ? longLink ?? pax?.Link ?? ForeignText.Decode(header.Link) : null;
        var size = kind == 'S' ? header.SparseSize : pax?.RealSize ?? stored;
        var (user, group) = (pax?.UserId ?? header.UserId, pax?.GroupId ?? header.GroupId);
        var (major, minor) = kind is '3' or '4' ? (header.Major, header.Minor) : (0, 0);
        // Reading on overwrites the block that the header looks at.
        if (kind == 'S') SkipSparseMap(header.HasMoreSparseMap);
        Expect(stored);
        return new TarEntry
        {
            Name = name,
            Kind = kind == 'S' ? '0' : kind,
            Mode = mode,
            UserId = user,
            GroupId = group,
            Major = major,
            Minor = minor,
            Capability = pax?.Capability,
            Size = size,
            StoredSize = stored,
            Link = link,
            IsSparse = kind == 'S' || pax is { IsSparse: true },
            DataOffset = _blocks.Position,
        };
    }

    private void SkipSparseMap(bool more)
    {
        while (more)
        {
            var block = _blocks.ReadBlock();
            if (block.IsEmpty) throw new InvalidDataException("the tar ends in the middle of a sparse map");
            more = block[504] != 0;
        }
    }

    private byte[] ReadHeaderData(long size)
    {
        if (size > limits.MaxHeaderBytes) throw new LayerStoppedException($"a header of the tar has {size} bytes, more than {limits.MaxHeaderBytes}", isBomb: true);
        Expect(size);
        var data = new byte[size];
        for (var filled = 0; filled < data.Length;)
        {
            var run = ReadContent(data.Length - filled);
            run.CopyTo(data.AsSpan(filled));
            filled += run.Length;
        }
        return data;
    }

    private void Expect(long size)
    {
        _remaining = size;
        _padding = (BlockReader.BlockSize - (size % BlockReader.BlockSize)) % BlockReader.BlockSize;
    }

    private void SkipContent()
    {
        _blocks.Skip(_remaining);
        // The last file of some writers is not padded: only what is there is skipped.
        for (var left = _padding; left > 0;)
        {
            var run = _blocks.ReadSome(left);
            if (run.IsEmpty) break;
            left -= run.Length;
        }
        (_remaining, _padding) = (0, 0);
    }
}
