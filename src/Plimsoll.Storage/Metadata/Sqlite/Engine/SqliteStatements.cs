using System.Runtime.CompilerServices;
using System.Text;

namespace Plimsoll.Storage.Metadata.Sqlite.Engine;

/// <summary>
/// The prepared statements of a connection by their text. Texts are nearly always literals, so they are looked up by reference first: hashing a long statement
/// would cost more than finding a row with it.
/// </summary>
internal sealed unsafe class SqliteStatements(nint connection) : IDisposable
{
    private readonly Dictionary<string, nint> _byReference = new(SameString.Instance);
    private readonly Dictionary<string, nint> _byText = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Texts => _byText.Keys;

    public bool TryGet(string sql, out nint statement) => _byReference.TryGetValue(sql, out statement) || _byText.TryGetValue(sql, out statement);

    /// <summary>Prepares a statement and keeps it; the result code.</summary>
    public int Prepare(string sql, out nint statement)
    {
        var text = Encoding.UTF8.GetBytes(sql);
        int code;
        fixed (byte* bytes = text) code = SqliteNative.Prepare(connection, bytes, text.Length, SqliteNative.PreparePersistent, out statement, out _);
        if (code == SqliteNative.Ok)
        {
            _byReference.Add(sql, statement);
            _byText.Add(sql, statement);
        }
        return code;
    }

    public void Dispose()
    {
        foreach (var statement in _byText.Values) _ = SqliteNative.Finalize(statement);
        _byReference.Clear();
        _byText.Clear();
    }

    private sealed class SameString : IEqualityComparer<string>
    {
        public static readonly SameString Instance = new();

        public bool Equals(string? x, string? y) => ReferenceEquals(x, y);

        public int GetHashCode(string obj) => RuntimeHelpers.GetHashCode(obj);
    }
}
