namespace Plimsoll.Bench.Million;

/// <summary>The database of a large store, while no server has it.</summary>
internal interface IFilledStore
{
    /// <summary>Puts all images there, and the journal beside them.</summary>
    Task FillAsync(SyntheticImages images);

    /// <summary>Spreads what is garbage over runs to come: each is to find a sixteenth of it.</summary>
    /// <param name="first">What of it shall have lain there since when, for the first run.</param>
    /// <param name="period">Time from one run to the next.</param>
    Task SpreadAsync(DateTimeOffset first, TimeSpan period);
}
