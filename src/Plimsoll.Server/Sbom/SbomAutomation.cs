using Plimsoll.Core;
using Plimsoll.Core.Errors;
using Plimsoll.Core.Facts;
using Plimsoll.Inspection.Sbom;
using Plimsoll.Server.Configuration;
using Plimsoll.Server.Jobs;
using Plimsoll.Server.Rescue;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Server.Sbom;

/// <summary>Attaches bills of materials to images once they are opened, where the settings ask for it (<c>inspection.attachSbom</c>).</summary>
internal sealed partial class SbomAutomation : IAfterInspection
{
    private readonly IMetadataStore _metadata;
    private readonly SbomAttachments _attachments;
    private readonly WriteGate _gate;
    private readonly TimeProvider _time;
    private readonly ILogger<SbomAutomation> _logger;
    private readonly IReadOnlyList<SbomFormat> _formats;
    private readonly IReadOnlyList<PathPattern> _paths;

    public SbomAutomation(IMetadataStore metadata, SbomAttachments attachments, WriteGate gate, ServerOptions options, TimeProvider time, ILogger<SbomAutomation> logger)
    {
        (_metadata, _attachments, _gate, _time, _logger) = (metadata, attachments, gate, time, logger);
        (_formats, _paths) = Read(options.Inspection);
    }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="OptionsException">A format or a pattern is none.</exception>
    public static (IReadOnlyList<SbomFormat> Formats, IReadOnlyList<PathPattern> Paths) Read(InspectionOptions options)
    {
        var formats = options.AttachSbom.Select(name => SbomFormats.All.TryGetValue(name, out var format)
            ? format : throw new OptionsException("inspection.attachSbom", name, "expected " + string.Join(", ", SbomFormats.All.Keys))).Distinct().ToList();
        var paths = options.AttachSbomTo.Select(text => PathPattern.TryParse(text, out var pattern) ? pattern : throw new OptionsException("inspection.attachSbomTo", text, "expected a path pattern such as shop/**")).ToList();
        return (formats, paths.Count == 0 ? [PathPattern.Everything] : paths);
    }

    /// <inheritdoc/>
    public async Task OpenedAsync(RepositoryName repository, Digest digest, InspectionDocument document, CancellationToken cancellationToken)
    {
        // Artifacts get none: an SBOM of an SBOM would never end.
        if (_formats.Count == 0 || document.Image.Config is null || !_paths.Any(path => path.Matches(repository))) return;
        if (_gate.Reason is { } reason)
        {
            LogNotAttached(null, repository.Value, digest.Value, "nothing can be changed here now: " + reason);
            return;
        }
        foreach (var format in _formats)
        {
            try
            {
                if (await _metadata.Manifests.FindAsync(repository, digest, cancellationToken) is not { } subject) return;
                await _attachments.AttachAsync(repository, subject, document, format, Event(), cancellationToken);
            }
            catch (Exception e) when (e is OciException or IOException)
            {
                LogNotAttached(e, repository.Value, digest.Value, e.Message);
            }
        }
    }

    private AuditEvent Event()
    {
        var now = _time.GetUtcNow();
        return new AuditEvent { Id = UuidV7.New(now), At = now, Action = "push", Outcome = "ok", Principal = "system", AuthKind = "none" };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "no SBOM was attached to {Repository}@{Digest}: {Reason}")]
    private partial void LogNotAttached(Exception? exception, string repository, string digest, string reason);
}
