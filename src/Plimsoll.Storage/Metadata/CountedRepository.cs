using Plimsoll.Core;

namespace Plimsoll.Storage.Metadata;

/// <summary>A repository whose blobs are to be counted.</summary>
internal sealed record CountedRepository(long Id, RepositoryName Name);
