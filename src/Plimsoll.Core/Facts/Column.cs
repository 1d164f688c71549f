namespace Plimsoll.Core.Facts;

/// <summary>
/// A list that grows by pieces. An ordinary one doubles and copies, which for the files of a large layer means twice the memory, and garbage of
/// the same size again.
/// </summary>
/// <typeparam name="T">What it holds.</typeparam>
public sealed class Column<T>
{
    private const int Shift = 14;
    private const int PieceSize = 1 << Shift;
    private const int FirstSize = 64;

    private readonly List<T[]> _pieces = [];

    /// <summary>Number of items.</summary>
    public int Count { get; private set; }

    /// <summary>An item, to be read or changed in place.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    public ref T this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(index));
            return ref _pieces[index >> Shift][index & (PieceSize - 1)];
        }
    }

    /// <summary>Adds an item.</summary>
    public void Add(T item)
    {
        var (piece, place) = (Count >> Shift, Count & (PieceSize - 1));
        if (piece == _pieces.Count) _pieces.Add(new T[piece == 0 ? FirstSize : PieceSize]);
        // Most layers are small, so the first piece starts small too.
        if (place == _pieces[piece].Length)
        {
            var larger = new T[Math.Min(PieceSize, place * 2)];
            _pieces[piece].CopyTo(larger, 0);
            _pieces[piece] = larger;
        }
        _pieces[piece][place] = item;
        Count++;
    }
}
