using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata;

/// <summary>A manifest that was deleted and can still come back.</summary>
/// <param name="Content">The exact bytes.</param>
/// <param name="MediaType">The media type under which it was pushed.</param>
/// <param name="Tags">Tags that it lost when it was deleted.</param>
/// <param name="IsSparse">Some children were not there when it was deleted.</param>
/// <param name="IsCollected">Collection deleted it, not a request.</param>
/// <param name="PushedAt">When it came first.</param>
internal sealed record DeletedManifestRow(byte[] Content, string MediaType, IReadOnlyList<Tag> Tags, bool IsSparse, bool IsCollected, DateTimeOffset PushedAt);
