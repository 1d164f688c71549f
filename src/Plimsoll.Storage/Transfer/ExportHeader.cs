namespace Plimsoll.Storage.Transfer;

/// <summary>The first line of an export: what it is and when it was taken.</summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="Version">Version of the format.</param>
/// <param name="Engine">The engine that it was taken from.</param>
/// <param name="Schema">Number of the last migration of that engine.</param>
/// <param name="StoreId">The store that it was taken from.</param>
/// <param name="TakenAt">When.</param>
/// <param name="Counters">See <see cref="Metadata.IDatabaseSnapshot.Counters"/>.</param>
public sealed record ExportHeader(string Format, int Version, string Engine, int Schema, string StoreId, DateTimeOffset TakenAt, IReadOnlyDictionary<string, long> Counters)
{
    /// <summary>How the format is called.</summary>
    public const string FormatName = "plimsoll-database";

    /// <summary>The version that this program writes and reads.</summary>
    public const int CurrentVersion = 1;
}
