using Plimsoll.Core;
using Plimsoll.Core.Rules;
using Plimsoll.Storage.Metadata;

namespace Plimsoll.Tests.Storage.Metadata.Sqlite;

public sealed class SqliteModelTests : ModelContract
{
    protected override Task<IMetadataProbe> OpenAsync(TimeProvider time) => Task.FromResult<IMetadataProbe>(new SqliteProbe(time));

    /// <summary>Quotas that are wide enough for everything: their sums are held against the rows (I6).</summary>
    protected override async Task BeginAsync()
    {
        foreach (var path in new[] { "**", "shop/**" })
            (await Store.Rules.AddAsync(new NewRule(PathPattern.Parse(path), false, new QuotaTerms { MaxBytes = long.MaxValue / 4 }, "ada"), Event("rule.add"), default)).ShouldNotBeNull();
    }
}
