using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems;
using Plimsoll.Inspection.Layers.Compression;
using Plimsoll.Inspection.Layers.Tar;

namespace Plimsoll.Inspection.Layers;

/// <summary>
/// Opens one layer in one pass over its bytes: unpack, hash, walk the tar, read what somebody wants. Whatever the bytes are, the answer is the
/// facts so far and a word on what went wrong; only failures to read the source itself are exceptions.
/// </summary>
/// <param name="limits">What the layer may cost.</param>
/// <param name="cataloguers">Who is asked about its files.</param>
/// <param name="scanners">Who is shown all of them.</param>
/// <param name="demand">Which digests its files need, after the layers below it; null where its facts are to depend on nothing but its bytes.</param>
internal sealed class LayerScanner(LayerLimits limits, CataloguerTable cataloguers, IReadOnlyList<IContentScanner> scanners, DigestDemand? demand = null) : IDisposable
{
    /// <summary>Stored bytes up to which a layer is not worth a thread of its own for unpacking: it is opened before one has begun.</summary>
    private const int SmallLayer = 1 << 20;

    private readonly FactsCollector _facts = new(limits, cataloguers, scanners, demand);
    private string _compression = "";
    private string _layer = "";
    private bool _isFinal = true;
    private bool _isBomb;

    /// <summary>Opens a layer. Each scanner opens one.</summary>
    /// <param name="blob">Its bytes as they are stored; not disposed.</param>
    /// <param name="descriptor">What the manifest says of it.</param>
    /// <param name="verify">Whether the stored bytes are hashed too.</param>
    /// <param name="deadline">When to stop.</param>
    /// <param name="cancellationToken">Ends the scan with an exception.</param>
    public LayerScan Scan(Stream blob, Descriptor descriptor, bool verify, Deadline deadline, CancellationToken cancellationToken)
    {
        _layer = descriptor.Digest.ToString();
        using var stored = new HashedStream(blob, verify ? descriptor.Digest.Algorithm : null);
        var sniffed = new SniffedStream(stored, LayerCompression.SniffSize);
        _compression = LayerCompression.Sniff(sniffed.Start);
        if (LayerCompression.Declared(descriptor.MediaType) is { } declared && declared != _compression)
            _facts.Remark(_layer, $"the media type {descriptor.MediaType} says {declared}, the bytes are {_compression}");

        Digest? diffId = null;
        long unpackedSize = 0;
        var (atEnd, isWhole) = (false, false);
        if (OpenFrames(sniffed) is { } opened)
        {
            using var frames = opened.Frames;
            // What is stored as it is need not be hashed twice.
            var isStored = opened.Frames is null && verify && descriptor.Digest.Algorithm == DigestAlgorithm.Sha256;
            using var unpacked = new HashedStream(new LimitedStream(opened.Unpacked, () => stored.Count, limits, deadline, cancellationToken), isStored ? null : DigestAlgorithm.Sha256);
            using (var ahead = descriptor.Size > SmallLayer ? new ReadAheadStream(unpacked) : null)
            using (var tar = new TarReader((Stream?)ahead ?? unpacked, limits))
            {
                isWhole = Guard(() => Walk(tar)) && Guard(() => Finish(tar, frames));
            }
            if (isWhole) diffId = (isStored ? stored : unpacked).CurrentDigest();
            unpackedSize = unpacked.Count;
        }
        if (!deadline.HasPassed && !_isBomb) atEnd = Drain(stored, deadline, cancellationToken);
        return new LayerScan(_facts.ToFacts(_compression, diffId, unpackedSize), atEnd ? stored.CurrentDigest() : null, stored.Count, _isFinal && scanners.All(scanner => scanner.Failure is null));
    }

    public void Dispose() => _facts.Dispose();

    private (FramedStream? Frames, Stream Unpacked)? OpenFrames(Stream stored)
    {
        try
        {
            if (LayerCompression.DecoderOf(_compression) is not { } decoder) return (null, stored);
            var frames = new FramedStream(stored, decoder);
            return (frames, frames);
        }
        catch (InvalidDataException e)
        {
            _facts.Missing(_layer, e.Message);
        }
        catch (DllNotFoundException)
        {
            _isFinal = false;
            _facts.Missing(_layer, $"the layer was not opened: this machine has no library for {_compression} (Debian package libzstd1)");
        }
        return null;
    }

    private void Walk(TarReader tar)
    {
        var interpreter = new EntryInterpreter(_facts, limits);
        while (tar.Next() is { } entry) interpreter.Add(entry, tar.OpenContent);
        if (!tar.HasEndMarker) _facts.Remark(_layer, "the tar ends without the two blocks of zeros that mark its end");
    }

    private void Finish(TarReader tar, FramedStream? frames)
    {
        if (tar.DrainTrailing() && tar.HasEndMarker) _facts.Remark(_layer, "bytes follow the end of the tar; no runtime unpacks them");
        if (frames is { HasTrailingBytes: true }) _facts.Missing(_layer, $"bytes that are no {_compression} data follow the end of the layer");
    }

    /// <summary>Runs a part of the scan; true when the layer can be read on after it.</summary>
    private bool Guard(Action part)
    {
        try
        {
            part();
            return true;
        }
        catch (NotATarException)
        {
            _facts.Missing(_layer, "not a file system layer: the content is not a tar");
            return true;
        }
        catch (InvalidDataException e)
        {
            _facts.Missing(_layer, "the layer is damaged: " + e.Message);
        }
        catch (LayerStoppedException e)
        {
            _facts.Missing(_layer, e.Message);
            _isBomb = e.IsBomb;
            _isFinal &= e.IsBomb;
            if (e.IsBomb) _facts.Find(FindingKinds.Bomb, _layer, Severity.High, e.Message);
        }
        return false;
    }

    /// <summary>Reads to the end; false when time ran out before.</summary>
    internal static bool Drain(Stream stored, Deadline deadline, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (stored.Read(buffer) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (deadline.HasPassed) return false;
        }
        return true;
    }
}
