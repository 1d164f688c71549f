namespace Plimsoll.Storage.Metadata.Sqlite.Rescue;

/// <summary>Names of tables and columns in statements. They come out of the schema; quoting keeps those that are words of SQL apart from them.</summary>
internal static class SqlNames
{
    public static string Quote(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    public static string List(IEnumerable<string> names) => string.Join(", ", names.Select(Quote));
}
