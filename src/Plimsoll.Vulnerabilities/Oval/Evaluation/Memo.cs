namespace Plimsoll.Vulnerabilities.Oval.Evaluation;

/// <summary>Works out something for each id once. What leads back to itself, or too far, is refused instead.</summary>
/// <param name="chain">How far things have led so far.</param>
/// <param name="work">Works it out.</param>
/// <param name="refuse">What stands in its place when it cannot be, with the reason.</param>
internal sealed class Memo<T>(Chain chain, Func<string, T> work, Func<string, T> refuse)
{
    private readonly Dictionary<string, T> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    public T Of(string id)
    {
        if (_known.TryGetValue(id, out var known)) return known;
        if (chain.TryEnter() is { } reason) return refuse(reason);
        if (!_open.Add(id))
        {
            chain.Leave();
            return refuse($"{id} leads back to itself");
        }
        var found = work(id);
        _open.Remove(id);
        chain.Leave();
        return _known[id] = found;
    }
}
