using System.Diagnostics;
using Plimsoll.Bench.Measuring;
using Plimsoll.Bench.Registry;

namespace Plimsoll.Bench.Workloads;

/// <summary>
/// Several connections of one thread, each with one request under way. The answer of the next in turn has mostly arrived by the time it is read, so the thread
/// seldom sleeps: on two CPUs a client that is woken for every answer takes as much of them as the server does, and its rate says more about itself.
/// </summary>
internal sealed class Rotation
{
    private readonly RegistryClient[] _clients;
    private readonly byte[][][] _requests;
    private readonly long[] _sent;
    private int _next;

    /// <param name="clients">One for each connection.</param>
    /// <param name="requests">What each of them asks for, over and over.</param>
    public Rotation(RegistryClient[] clients, byte[][][] requests) => (_clients, _requests, _sent) = (clients, requests, new long[clients.Length]);

    /// <summary>The worker: an operation reads one answer and sends that connection's next request; its time runs from the sending of what was answered.</summary>
    public Worker AsWorker() => new(Turn, Reset, Close) { AnsweredAfter = () => _lastSent };

    private long _lastSent;

    private long Turn(long serial)
    {
        int turn = _next;
        _next = (turn + 1) % _clients.Length;
        // The first turn of a connection, and the first after an error, has nothing to wait for yet.
        if (_sent[turn] == 0) Send(turn, serial);
        _lastSent = _sent[turn];
        _sent[turn] = 0;
        long bytes = _clients[turn].Answer(_requests[turn][0]);
        Send(turn, serial);
        return bytes;
    }

    private void Send(int turn, long serial)
    {
        var requests = _requests[turn];
        _clients[turn].Connection.Send(requests[serial % requests.Length]);
        _sent[turn] = Stopwatch.GetTimestamp();
    }

    private void Reset()
    {
        foreach (var client in _clients) client.Connection.Close();
        Array.Clear(_sent);
    }

    private void Close()
    {
        foreach (var client in _clients) client.Dispose();
    }
}
