namespace Plimsoll.Server.Jobs;

/// <summary>Work in the background that begins by itself when it is due, when somebody asked for it, or when a failed run shall be tried again.</summary>
internal interface IRecurringJob
{
    /// <summary>What its runs are called.</summary>
    string Kind { get; }

    /// <summary>True when this server does such work at all.</summary>
    bool IsEnabled { get; }

    /// <summary>How often to look whether there is something to do: so long somebody who asks on another server may have to wait.</summary>
    TimeSpan Look { get; }

    /// <summary>Runs when there is something to do here; false when there is not.</summary>
    Task<bool> RunIfDueAsync(CancellationToken stopping);
}
