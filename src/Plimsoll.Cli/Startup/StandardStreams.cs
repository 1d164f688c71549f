using System.Text;

namespace Plimsoll.Cli.Startup;

/// <summary>
/// What a command prints and what it complains of. The console of the framework makes the terminal ready, with a thread for its signals, and looks for the encoding of the language
/// before it writes the first character, which takes as long as the rest of the start; nothing here is drawn or asked, and what is written is UTF-8 everywhere.
/// </summary>
internal static class StandardStreams
{
    /// <summary>The standard output.</summary>
    public static TextWriter Output => Writer(Console.OpenStandardOutput());

    /// <summary>The standard error.</summary>
    public static TextWriter Error => Writer(Console.OpenStandardError());

    /// <summary>As that of the console is: complete after each write, and used by several threads.</summary>
    private static TextWriter Writer(Stream stream) => TextWriter.Synchronized(new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true });
}
