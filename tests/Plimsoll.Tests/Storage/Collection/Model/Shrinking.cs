namespace Plimsoll.Tests.Storage.Collection.Model;

/// <summary>Makes a failing sequence short: leaves out ever smaller parts as long as it still fails (delta debugging).</summary>
internal static class Shrinking
{
    private const int MaxTries = 600;

    public static async Task<IReadOnlyList<Step>> ShrinkAsync(IReadOnlyList<Step> steps, Func<IReadOnlyList<Step>, Task<bool>> fails)
    {
        var shortest = steps.ToList();
        var tries = 0;
        for (var size = Math.Max(1, shortest.Count / 2); tries < MaxTries; size = Math.Max(1, size / 2))
        {
            var before = shortest.Count;
            for (var start = 0; start < shortest.Count && tries < MaxTries;)
            {
                List<Step> candidate = [.. shortest.Take(start), .. shortest.Skip(start + size)];
                tries++;
                if (candidate.Count > 0 && await fails(candidate)) shortest = candidate;
                else start += size;
            }
            if (size == 1 && shortest.Count == before) break;
        }
        return shortest;
    }
}
