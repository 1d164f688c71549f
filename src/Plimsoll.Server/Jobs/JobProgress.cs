namespace Plimsoll.Server.Jobs;

/// <summary>How far a run is. It is written with the next heartbeat, so saying it often costs nothing.</summary>
internal sealed class JobProgress
{
    private string? _text;

    /// <summary>The latest, in words.</summary>
    public string? Text => Volatile.Read(ref _text);

    public void Report(string text) => Volatile.Write(ref _text, text);
}
