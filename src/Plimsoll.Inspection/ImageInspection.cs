using Plimsoll.Core;
using Plimsoll.Core.Facts;
using Plimsoll.Core.Manifests;
using Plimsoll.Inspection.Configuration;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems;
using Plimsoll.Inspection.Findings;
using Plimsoll.Inspection.Images;
using Plimsoll.Inspection.Layers;
using Plimsoll.Inspection.Layers.Compression;
using Plimsoll.Inspection.Layers.Toc;
using Plimsoll.Inspection.Sbom;
using Plimsoll.Inspection.Secrets;
using Plimsoll.Inspection.Sources;

namespace Plimsoll.Inspection;

/// <summary>One inspection of one image: configuration, then each layer from the lowest, then what they make together.</summary>
internal sealed class ImageInspection(IImageContent content, InspectOptions options, ILayerFactsCache? cache, TimeProvider time) : IDisposable
{
    private readonly Deadline _deadline = new(time, options.Timeout);
    private readonly IReadOnlyList<IContentScanner> _scanners = KnownScanners.For(options);
    private readonly List<Finding> _findings = [];

    /// <summary>Of the last layer; null where every file is hashed.</summary>
    private DigestDemand? _demand;

    private readonly List<Note> _notes = [];
    private bool _isComplete = true;
    private bool _isConfigurationGenuine;

    /// <summary>What the layers make together, once it has run.</summary>
    public ImageView? View { get; private set; }

    public async Task<InspectionDocument> RunAsync(ManifestContent source, Manifest manifest, Digest? index, IReadOnlyList<string>? platforms, CancellationToken cancellationToken)
    {
        if (source.Digest is { } digest && Digest.Of(source.Content.Span, digest.Algorithm) != digest) Mismatch(null, digest, "the manifest does not have this digest");
        var stack = new LayerStack(KnownCataloguers.All, options.MaxEntries, _deadline);
        var isImage = manifest.Config is { } c && ArtifactKinds.IsImageConfiguration(c.MediaType);
        var config = isImage ? await ReadConfigurationAsync(manifest, cancellationToken) : null;
        if (config is not null) config = config with { Annotations = manifest.Annotations };
        if (platforms is null && options.Platform is { } wanted) RequirePlatform(config?.Platform, wanted);
        if (!isImage) SayWhatItIs(manifest);
        if (config is not null && config.DiffIds.Count != manifest.Layers.Count)
            Mismatch(null, manifest.Config!.Digest, $"the configuration has {config.DiffIds.Count} diff ids for {manifest.Layers.Count} layers");

        var layers = new List<LayerSummary>();
        var opened = new SortedList<int, LayerFacts>();
        foreach (var descriptor in manifest.Layers)
        {
            var claimed = config is not null && layers.Count < config.DiffIds.Count ? config.DiffIds[layers.Count] : null;
            var facts = await OpenAsync(layers.Count, descriptor, isImage, claimed, stack, cancellationToken);
            if (facts is not null) opened.Add(layers.Count, facts);
            layers.Add(Summarize(layers.Count, descriptor, facts, config));
        }
        // Before anybody compares a file with what a package lists.
        if (_demand is { HasLeftOut: true }) await HashAsync(LateDigests.Listed(opened), opened, manifest, stack, cancellationToken);
        var image = View = stack.Finish(config, time.GetUtcNow());
        if (_demand is { HasLeftOut: true }) await HashAsync(LateDigests.Stated(image), opened, manifest, stack, cancellationToken);
        options.Files?.Invoke(ImageFiles.Of(image));
        return new InspectionDocument
        {
            Image = new ImageFacts
            {
                Digest = source.Digest,
                Index = index,
                MediaType = manifest.MediaType,
                ArtifactType = isImage ? manifest.ArtifactType : manifest.ReferrerArtifactType,
                Platform = config?.Platform,
                Platforms = platforms,
                Created = config?.Created,
                Author = config?.Author,
                DockerVersion = config?.DockerVersion,
                BuildHost = config?.BuildHost,
                Size = TransferSize(manifest),
                UncompressedSize = UncompressedSize(layers),
                Labels = config?.Labels ?? new SortedList<string, string>(),
                Annotations = manifest.Annotations.Count == 0 ? null : new SortedList<string, string>(manifest.Annotations.ToDictionary(), StringComparer.Ordinal),
                Config = config is null ? null : config.Config with { Digest = manifest.Config!.Digest },
                History = config?.History ?? [],
            },
            Os = image.Os,
            Completeness = _isComplete && stack.IsComplete ? Completeness.Complete : Completeness.Partial,
            Layers = layers,
            Packages = PackageListing.Of(image.Packages, image),
            Declared = stack.Declared.Count == 0 ? null : PackageListing.Of(stack.Declared, image),
            Removed = stack.Removed.Count == 0 ? null : PackageListing.Of(stack.Removed, image),
            Executables = UnownedExecutables.Of(image),
            ConfigurationFiles = ConfigurationFiles.Of(image),
            Statements = EmbeddedStatements.Of(image),
            Findings = [.. _findings.Concat(stack.Findings).Concat(ImageFindings.Of(image)).OrderBy(finding => finding.Layer ?? -1)],
            Notes = [.. _notes.Concat(stack.Notes).OrderBy(note => note.Layer ?? -1)],
        };
    }

    /// <summary>Hashes files by SHA-256 that were not: their numbers, by layer.</summary>
    private async Task HashAsync(SortedList<int, List<int>> wanted, SortedList<int, LayerFacts> opened, Manifest manifest, LayerStack stack, CancellationToken cancellationToken)
    {
        foreach (var (layer, files) in wanted)
        {
            var descriptor = manifest.Layers[layer];
            await using var blob = await content.OpenBlobAsync(descriptor, cancellationToken);
            var reason = blob is null ? "the layer is not there any more" : LateDigests.Add(blob, opened[layer].Files, files, options.Limits, _deadline, cancellationToken);
            if (reason is not null) stack.Missing(layer, descriptor.Digest.ToString(), $"the digests of some of its files are not known: {reason}");
        }
    }

    /// <summary>Without an index nobody chose the image by its platform; what its configuration says must be what was asked for.</summary>
    private static void RequirePlatform(string? there, Platform wanted)
    {
        var isRight = there?.Split('/') is { Length: 2 or 3 } && PlatformChoice.Matches(PlatformChoice.Parse(there), wanted);
        if (!isRight) throw new PlatformMismatchException(there, wanted);
    }

    public void Dispose() => KnownScanners.Release(_scanners);

    private async Task<ConfigurationFacts?> ReadConfigurationAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var descriptor = manifest.Config!;
        var path = descriptor.Digest.ToString();
        if (descriptor.Size > ConfigurationReader.MaxSize)
        {
            Missing(path, $"the image configuration has {descriptor.Size} bytes; at most {ConfigurationReader.MaxSize} are read");
            return null;
        }
        await using var blob = await content.OpenBlobAsync(descriptor, cancellationToken);
        if (blob is null)
        {
            Missing(path, "the image configuration is not there");
            return null;
        }
        var bytes = new byte[descriptor.Size + 1];
        // To wait for a file on a disk takes a thread in any case.
        var length = blob is FileStream ? blob.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) : await blob.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        _isConfigurationGenuine = length == descriptor.Size && Digest.Of(bytes.AsSpan(0, length), descriptor.Digest.Algorithm) == descriptor.Digest;
        if (!_isConfigurationGenuine)
            Mismatch(null, descriptor.Digest, "the image configuration does not have this digest and size");
        var facts = ConfigurationReader.Read(bytes.AsMemory(0, length), manifest.Layers.Count, reason => _notes.Add(new Note { Path = path, Reason = reason }));
        _isComplete &= facts is not null;
        return facts is not null && options.Secrets ? ConfigurationSecrets.Take(facts) : facts;
    }

    private void SayWhatItIs(Manifest manifest)
    {
        var type = manifest.ReferrerArtifactType ?? "unknown";
        _notes.Add(new Note { Path = type, Reason = $"not a container image: {ArtifactKinds.Describe(type)}" });
    }

    private async Task<LayerFacts?> OpenAsync(int layer, Descriptor descriptor, bool isImage, Digest? diffId, LayerStack stack, CancellationToken cancellationToken)
    {
        var isFileSystem = ArtifactKinds.IsFileSystemLayer(descriptor.MediaType);
        if (!isFileSystem && (!isImage || ArtifactKinds.HoldsNoPackages(descriptor.MediaType)))
        {
            var harmless = ArtifactKinds.HoldsNoPackages(descriptor.MediaType);
            var reason = $"not a file system layer: content of type {descriptor.MediaType} was not opened";
            if (harmless) _notes.Add(new Note { Path = descriptor.Digest.ToString(), Layer = layer, Reason = reason });
            else stack.Missing(layer, descriptor.Digest.ToString(), reason);
            return null;
        }
        var facts = await FactsOfAsync(layer, descriptor, diffId, stack, cancellationToken);
        if (facts is not null) stack.Add(layer, facts);
        return facts;
    }

    private async Task<LayerFacts?> FactsOfAsync(int layer, Descriptor descriptor, Digest? diffId, LayerStack stack, CancellationToken cancellationToken)
    {
        if (cache is not null && await FindKnownAsync(cache, descriptor.Digest, cancellationToken) is { } known) return known;
        if (options.FilesOnly && await ListAsync(layer, descriptor, stack, cancellationToken) is { } listed) return listed;
        await using var blob = await content.OpenBlobAsync(descriptor, cancellationToken);
        if (blob is null)
        {
            stack.Missing(layer, descriptor.Digest.ToString(), MediaTypes.IsNonDistributable(descriptor.MediaType)
                ? "the layer is not distributed with the image and was not opened"
                : "the layer is not there");
            return null;
        }
        // What unpacks to what the configuration says is proven by that, which is held by its own digest; the stored bytes are hashed at once only where there is nothing to compare with, and where the facts are kept for
        // other images: those name the layer by the digest of its stored bytes, which a configuration made for it does not prove.
        var isProvable = _isConfigurationGenuine && diffId is { Algorithm: DigestAlgorithm.Sha256 } && cache is null;
        var verify = options.VerifyBlobs && !isProvable;
        var scan = Scan(blob, descriptor, verify, cancellationToken);
        if (!verify && !IsProven(scan, descriptor, diffId) && !scan.Facts.Findings.Any(finding => finding.Kind == FindingKinds.Bomb))
            scan = await HashAsync(scan, descriptor, cancellationToken);
        var isGenuine = Verify(layer, descriptor, scan);
        if (cache is not null && scan.IsFinal && isGenuine) await cache.StoreLayerAsync(descriptor.Digest, ImageInspector.ScannerVersion, scan.Facts.ToBytes(), cancellationToken);
        return scan.Facts;
    }

    /// <summary>The files of a layer by its table of contents; null when there is none that can be relied on, then the whole layer is opened.</summary>
    private async Task<LayerFacts?> ListAsync(int layer, Descriptor descriptor, LayerStack stack, CancellationToken cancellationToken)
    {
        if (content is not IRangedContent ranged) return null;
        try
        {
            if (await TableOfContents.FetchAsync(ranged, descriptor, cancellationToken) is not { } table) return null;
            var facts = TocFacts.Of(table, options.Limits);
            stack.Missing(layer, descriptor.Digest.ToString(), "only the list of its files was fetched; what is in them, and so packages, is not known");
            return facts;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            _notes.Add(new Note { Path = descriptor.Digest.ToString(), Layer = layer, Reason = $"the table of contents of the layer was not used: {e.Message}" });
            return null;
        }
    }

    private LayerScan Scan(Stream blob, Descriptor descriptor, bool verify, CancellationToken cancellationToken)
    {
        // Facts that are kept are for whoever asks for anything.
        if (!options.EverySha256 && cache is null) _demand = new DigestDemand(everySha256: false, _demand);
        using var scanner = new LayerScanner(options.Limits, KnownCataloguers.All, _scanners, _demand);
        return scanner.Scan(blob, descriptor, verify, _deadline, cancellationToken);
    }

    /// <summary>Whether a layer is what manifest and configuration say without its stored bytes having been hashed; those that are not packed need no hash of their own.</summary>
    private static bool IsProven(LayerScan scan, Descriptor descriptor, Digest? diffId) =>
        scan.StoredSize == descriptor.Size && scan.Facts.DiffId is { } unpacked && unpacked == diffId && (scan.Facts.Compression != LayerCompression.None || unpacked == descriptor.Digest);

    /// <summary>A layer that is not proven is hashed after all: its bytes may not be those that the manifest names.</summary>
    private async Task<LayerScan> HashAsync(LayerScan scan, Descriptor descriptor, CancellationToken cancellationToken)
    {
        await using var again = await content.OpenBlobAsync(descriptor, cancellationToken);
        if (again is null) return scan;
        await using var hashed = new HashedStream(again, descriptor.Digest.Algorithm);
        return LayerScanner.Drain(hashed, _deadline, cancellationToken) ? scan with { StoredDigest = hashed.CurrentDigest(), StoredSize = hashed.Count } : scan;
    }

    private async Task<LayerFacts?> FindKnownAsync(ILayerFactsCache kept, Digest layer, CancellationToken cancellationToken)
    {
        var facts = kept.Recall(layer, ImageInspector.ScannerVersion);
        if (facts is null)
        {
            if (await kept.FindLayerAsync(layer, ImageInspector.ScannerVersion, cancellationToken) is not { } bytes || Read(bytes) is not { } read) return null;
            kept.Remember(layer, ImageInspector.ScannerVersion, facts = read);
        }
        return Wanted(facts);
    }

    /// <summary>Facts that were kept; null when they are damaged: then the layer is simply opened again.</summary>
    private static LayerFacts? Read(ReadOnlyMemory<byte> kept)
    {
        try
        {
            return LayerFacts.FromBytes(kept);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>What is wanted of facts; null when nobody looked for something that is wanted now. What others found and nobody wants is left out.</summary>
    private LayerFacts? Wanted(LayerFacts facts)
    {
        if (!_scanners.All(scanner => facts.Scanners.Contains(scanner.Name))) return null;
        return options.Secrets ? facts : facts with { Findings = [.. facts.Findings.Where(finding => finding.Kind != FindingKinds.Secret)] };
    }

    /// <summary>Compares the stored bytes with their descriptor; what was not read to its end cannot be compared.</summary>
    private bool Verify(int layer, Descriptor descriptor, LayerScan scan)
    {
        if (scan.StoredDigest is not { } computed) return true;
        if (computed == descriptor.Digest && scan.StoredSize == descriptor.Size) return true;
        _isComplete = false;
        Mismatch(layer, descriptor.Digest, computed == descriptor.Digest
            ? $"the layer has {scan.StoredSize} bytes, the manifest says {descriptor.Size}"
            : $"the bytes of the layer have the digest {computed}");
        return computed == descriptor.Digest;
    }

    private LayerSummary Summarize(int index, Descriptor descriptor, LayerFacts? facts, ConfigurationFacts? config)
    {
        var claimed = config is not null && index < config.DiffIds.Count ? config.DiffIds[index] : null;
        if (facts?.DiffId is { } computed && config is not null && index < config.DiffIds.Count && !IsSame(computed, claimed))
            Mismatch(index, descriptor.Digest, $"the layer unpacks to {computed}, the configuration says {claimed?.ToString() ?? "something that is no digest"}");
        return new LayerSummary
        {
            Index = index,
            Digest = descriptor.Digest,
            DiffId = facts?.DiffId ?? claimed,
            MediaType = descriptor.MediaType,
            Size = descriptor.Size,
            UncompressedSize = facts?.DiffId is null ? null : facts.UncompressedSize,
            Files = facts?.Files.Count,
            CreatedBy = config?.CreatedBy(index),
        };
    }

    /// <summary>Sizes are claims: those that no number can hold together must not end the inspection.</summary>
    private static long TransferSize(Manifest manifest)
    {
        var sum = manifest.Config?.Size ?? 0;
        foreach (var layer in manifest.Layers) sum = layer.Size <= long.MaxValue - sum ? sum + layer.Size : long.MaxValue;
        return sum;
    }

    /// <summary>Null where one of them is not known.</summary>
    private static long? UncompressedSize(List<LayerSummary> layers)
    {
        long sum = 0;
        foreach (var layer in layers)
        {
            if (layer.UncompressedSize is not { } size) return null;
            sum += size;
        }
        return sum;
    }

    /// <summary>A diff id of another hash function cannot be compared; images have SHA-256 here.</summary>
    private static bool IsSame(Digest computed, Digest? claimed) => claimed is { } digest && (digest == computed || digest.Algorithm != computed.Algorithm);

    private void Missing(string path, string reason)
    {
        _isComplete = false;
        _notes.Add(new Note { Path = path, Reason = reason });
    }

    private void Mismatch(int? layer, Digest digest, string reason) =>
        _findings.Add(new Finding { Kind = FindingKinds.DigestMismatch, Path = digest.ToString(), Layer = layer, Severity = Severity.High, Reason = reason });
}
