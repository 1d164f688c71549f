namespace Plimsoll.Tests.Storage.Collection.Model;

/// <summary>Finds the place of an entry.</summary>
internal static class ListSearch
{
    public static int IndexOf<T>(this IReadOnlyList<T> list, Func<T, bool> predicate)
    {
        for (var i = 0; i < list.Count; i++) if (predicate(list[i])) return i;
        return -1;
    }
}
