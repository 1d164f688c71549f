using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Plimsoll.Storage.Blobs;

/// <summary>
/// Makes files and directories durable on threads of its own. fsync has no asynchronous form and takes milliseconds on a real disk: on the thread pool, a few
/// dozen uploads would hold every thread and with them every other request.
/// </summary>
internal sealed partial class DiskSync : IDisposable
{
    private const int ThreadCount = 8;

    /// <summary>O_RDONLY | O_CLOEXEC of Linux, the same on every architecture that .NET runs on.</summary>
    private const int ReadOnlyCloseOnExec = 0x80000;

    private readonly BlockingCollection<Request> _requests = [];

    public DiskSync()
    {
        for (var i = 0; i < ThreadCount; i++) new Thread(Run) { IsBackground = true, Name = "disk sync" }.Start();
    }

    /// <summary>Opens a directory, so that its entries can be made durable; null on Windows, where that needs no call.</summary>
    public static SafeFileHandle? OpenDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) return null;
        var descriptor = Open(path, OperatingSystem.IsLinux() ? ReadOnlyCloseOnExec : 0);
        if (descriptor < 0) throw new IOException($"Cannot open the directory {path}: {Marshal.GetLastPInvokeErrorMessage()}");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Ends when what was written to the file, or the names in the directory, survive a power cut.</summary>
    /// <exception cref="IOException">The disk failed; the bytes must be taken for lost.</exception>
    public Task FlushAsync(SafeFileHandle handle)
    {
        var request = new Request(handle, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _requests.Add(request);
        return request.Done.Task;
    }

    public void Dispose() => _requests.CompleteAdding();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    private void Run()
    {
        foreach (var (handle, done) in _requests.GetConsumingEnumerable())
        {
            try
            {
                RandomAccess.FlushToDisk(handle);
                done.SetResult();
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        }
    }

    private readonly record struct Request(SafeFileHandle Handle, TaskCompletionSource Done);
}
