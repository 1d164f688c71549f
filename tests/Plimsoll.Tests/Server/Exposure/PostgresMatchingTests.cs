using Plimsoll.Tests.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata.Postgres;

namespace Plimsoll.Tests.Server.Exposure;

public sealed class PostgresMatchingTests : MatchingContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
