namespace Plimsoll.Storage.Metadata.Sqlite.Engine;

/// <summary>A part of a transaction that can be taken back by itself.</summary>
internal static class Savepoint
{
    /// <summary>Does the work, and takes it back where its result says so. When it throws, the transaction around it goes as a whole.</summary>
    public static T Run<T>(SqliteSession session, Func<T> work, Func<T, bool> isKept)
    {
        session.Execute("SAVEPOINT trial");
        var result = work();
        if (!isKept(result)) session.Execute("ROLLBACK TO trial");
        session.Execute("RELEASE trial");
        return result;
    }
}
