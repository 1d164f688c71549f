using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Plimsoll.Storage.Metadata;

/// <summary>
/// One numbered SQL file of an engine (<c>0001_content.sql</c>, …), forward only. It runs in one transaction together with the row that records it and its
/// checksum. A file that has run is never edited: a change is a new file.
/// </summary>
internal sealed record Migration(int Number, string Name, string Sql, string Checksum)
{
    /// <summary>All migrations of an engine, named by its folder, in order.</summary>
    public static IReadOnlyList<Migration> Load(string engine)
    {
        var folder = $".Metadata.{engine}.Migrations.";
        var assembly = Assembly.GetExecutingAssembly();
        var migrations = new List<Migration>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.Contains(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var name = resource[(resource.IndexOf(folder, StringComparison.Ordinal) + folder.Length)..];
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var sql = reader.ReadToEnd();
            migrations.Add(new Migration(migrations.Count + 1, name, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)))));
            if (!name.StartsWith($"{migrations.Count:0000}_", StringComparison.Ordinal)) throw new InvalidOperationException($"Migration {name} breaks the numbering.");
        }
        return migrations;
    }

    /// <summary>Those of <paramref name="known"/> that a database still needs.</summary>
    /// <param name="known">The migrations of this program.</param>
    /// <param name="applied">Those of the database, in order.</param>
    /// <exception cref="SchemaException">The database is newer than this program, or was written by a build that was never released.</exception>
    public static IEnumerable<Migration> Pending(IReadOnlyList<Migration> known, IReadOnlyCollection<(int Number, string Checksum)> applied)
    {
        foreach (var (number, checksum) in applied)
        {
            RequireKnown(number, known.Count);
            if (known[number - 1].Checksum != checksum)
                throw new SchemaException($"Migration {number} of the database differs from the one in this program: the data was written by an unreleased build. Start that build, or begin with an empty database.");
        }
        return known.Skip(applied.Count);
    }

    /// <summary>Refuses a database of a later schema.</summary>
    /// <exception cref="SchemaException">It is one.</exception>
    public static void RequireKnown(int schema, int latest)
    {
        if (schema > latest)
            throw new SchemaException($"The database has schema {schema}, but this program knows only schema {latest}. It was written by a newer Plimsoll: start that version, or restore a backup from before the upgrade.");
    }
}
