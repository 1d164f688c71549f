using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata;

/// <summary>A manifest row without its bytes.</summary>
internal sealed record ManifestRow(long Id, Digest Digest, string MediaType, string? ArtifactType, Digest? Subject, long Size, DateTimeOffset PushedAt, DateTimeOffset LastPushAt);
