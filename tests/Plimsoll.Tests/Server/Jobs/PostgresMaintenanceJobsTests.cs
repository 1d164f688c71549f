using Plimsoll.Tests.Storage.Metadata;
using Plimsoll.Tests.Storage.Metadata.Postgres;

namespace Plimsoll.Tests.Server.Jobs;

public sealed class PostgresMaintenanceJobsTests : MaintenanceJobsContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => PostgresProbe.OpenAsync(time);
}
