using Plimsoll.Storage.Background;

namespace Plimsoll.Storage.Metadata.Sqlite.Engine;

/// <summary>
/// Writes the log back into the database on a thread and a connection of its own, so that the writer does not stand still for it: some megabytes, page by page, and a flush. Readers and the writer go on
/// meanwhile. The log begins anew when all of it was written back and nothing came since; where changes never pause, the writer does the rest of it itself, once in a while.
/// </summary>
internal sealed class LogCheckpoints : IDisposable
{
    /// <summary>Pages in the log that make it worth the flush: 16 MB.</summary>
    private const int Worthwhile = 4000;

    /// <summary>Pages that the log is not to grow beyond: 64 MB, which is also what is kept of its file.</summary>
    private const int Most = 4 * Worthwhile;

    private readonly SqliteSession _writer;
    private readonly SqliteSession _session;
    private readonly Action _ended;
    private readonly Thread _thread;
    private readonly AutoResetEvent _wanted = new(false);
    private readonly ManualResetEventSlim _rests = new(true);
    private volatile bool _stopped;
    private int _next = Worthwhile;

    /// <param name="path">The database.</param>
    /// <param name="writer">The session of the writer, whose log it is.</param>
    /// <param name="ended">Called on the thread of the checkpoint when one has ended.</param>
    public LogCheckpoints(string path, SqliteSession writer, Action ended)
    {
        (_writer, _ended) = (writer, ended);
        writer.WatchLog();
        _session = new SqliteSession(path, readOnly: false);
        _thread = new Thread(Run) { IsBackground = true, Name = "sqlite log" };
        _thread.Start();
    }

    /// <summary>True while one is under way.</summary>
    public bool IsRunning => !_rests.IsSet;

    /// <summary>Called by the writer after each commit: begins a checkpoint when the log has become long enough, waits for it when it has become too long.</summary>
    public void Committed()
    {
        var pages = _writer.LogPages;
        // The log has begun anew.
        if (pages < _next - Worthwhile) _next = Worthwhile;
        if (pages < _next) return;
        if (pages >= Most)
        {
            _rests.Wait();
            Checkpoint(_writer);
        }
        else if (!IsRunning)
        {
            _next = pages + Worthwhile;
            _rests.Reset();
            _wanted.Set();
        }
    }

    /// <summary>Waits for the one under way.</summary>
    public void Dispose()
    {
        _stopped = true;
        _wanted.Set();
        _thread.Join();
        _session.Dispose();
        _wanted.Dispose();
        _rests.Dispose();
    }

    private void Run()
    {
        TimeSlice.Lengthen(forGood: true);
        SqliteWrites.Before(RightOfWay.Give);
        while (_wanted.WaitOne() && !_stopped)
        {
            Checkpoint(_session);
            _rests.Set();
            _ended();
        }
    }

    /// <summary>What fails here is lost to nobody: the log has it still, and the next one tries again.</summary>
    private static void Checkpoint(SqliteSession session)
    {
        try
        {
            session.Execute("PRAGMA wal_checkpoint(PASSIVE)");
        }
        catch (SqliteException)
        {
        }
    }
}
