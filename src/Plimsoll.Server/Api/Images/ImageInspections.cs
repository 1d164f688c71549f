using Plimsoll.Inspection;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Registry;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Api.Images;

/// <summary>Where the inspection of an image stands.</summary>
internal abstract record Inspected
{
    private Inspected() { }

    /// <summary>It is done.</summary>
    /// <param name="Document">The inspection document, UTF-8 JSON.</param>
    public sealed record Done(ReadOnlyMemory<byte> Document) : Inspected
    {
        /// <summary>Version of the older scanner that made it, while the image waits to be opened again; null when it is up to date.</summary>
        public int? OutdatedScanner { get; init; }
    }

    /// <summary>It will be.</summary>
    /// <param name="State"><c>waiting</c> or <c>running</c>.</param>
    public sealed record Pending(string State) : Inspected;

    /// <summary>It could not be done, and is not tried again.</summary>
    /// <param name="Reason">Why, for the operator.</param>
    public sealed record Failed(string Reason) : Inspected;

    /// <summary>Nothing is opened here: inspection is switched off.</summary>
    public sealed record Off : Inspected;
}

/// <summary>Asks for the inspection of images.</summary>
internal sealed class ImageInspections(IMetadataStore metadata, InspectionTrigger trigger, ServerOptions options)
{
    /// <summary>Where it stands. An image that this scanner has never seen is queued: it was pushed to an older server, or while inspection was off.</summary>
    public async ValueTask<Inspected> FindAsync(StoredImage image, CancellationToken cancellationToken)
    {
        var state = await metadata.Facts.FindImageAsync(image.Digest, ImageInspector.ScannerVersion, cancellationToken);
        if (state is { State: "done", Document: { } document }) return new Inspected.Done(document);
        if (state is { State: "failed" }) return new Inspected.Failed(state.Error ?? "unknown reason");
        var older = await metadata.Facts.FindLatestImageAsync(image.Digest, ImageInspector.ScannerVersion - 1, cancellationToken);
        if (!options.Inspection.Enabled) return older is null ? new Inspected.Off() : Outdated(older);
        if (state is null)
        {
            await metadata.Facts.EnqueueAsync(image.Repository, image.Digest, ImageInspector.ScannerVersion, cancellationToken);
            trigger.Wake();
        }
        return older is null ? new Inspected.Pending(state?.State ?? "waiting") : Outdated(older);
    }

    private static Inspected.Done Outdated(KeptFacts older) => new(older.Content) { OutdatedScanner = older.ScannerVersion };
}
