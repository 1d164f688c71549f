namespace Plimsoll.Bench.Soak;

/// <summary>
/// The layers that all clients share. They wear out one by one: a new one takes the place, the old one becomes garbage when its last image is gone. Now and then an image is made of layers that wore out lately:
/// those are just being condemned or deleted when somebody wants them again.
/// </summary>
internal sealed class LayerPool
{
    private const int Places = 24;
    private const int Remembered = 48;

    /// <summary>How many of ten picks are of a layer that wore out.</summary>
    private const int WornOutOfTen = 2;

    private readonly Lock _lock = new();
    private readonly Layer[] _layers;
    private readonly Queue<Layer> _worn = [];
    private readonly Random _random = new();

    public LayerPool() => _layers = [.. Enumerable.Range(0, Places).Select(_ => Fresh())];

    /// <summary>Different layers for one image.</summary>
    public IReadOnlyList<Layer> Pick(int count)
    {
        lock (_lock)
        {
            var picked = new Dictionary<string, Layer>();
            while (picked.Count < count)
            {
                var layer = _worn.Count > 0 && _random.Next(10) < WornOutOfTen ? _worn.ElementAt(_random.Next(_worn.Count)) : _layers[_random.Next(Places)];
                picked[layer.Digest] = layer;
            }

            return [.. picked.Values];
        }
    }

    public void WearOut()
    {
        var fresh = Fresh();
        lock (_lock)
        {
            int place = _random.Next(Places);
            _worn.Enqueue(_layers[place]);
            if (_worn.Count > Remembered) _worn.Dequeue();
            _layers[place] = fresh;
        }
    }

    /// <summary>Most layers are small, some have several parts in S3, some lie in the database.</summary>
    private static Layer Fresh() => Layer.Make(Random.Shared.Next(), Random.Shared.Next(20) switch
    {
        0 => Random.Shared.Next(5_500_000, 11_000_000),
        < 6 => Random.Shared.Next(200_000, 2_000_000),
        < 9 => Random.Shared.Next(1, 8_000),
        _ => Random.Shared.Next(10_000, 200_000),
    });
}
