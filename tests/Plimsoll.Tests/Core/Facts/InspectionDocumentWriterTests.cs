using System.Collections;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Facts;

namespace Plimsoll.Tests.Core.Facts;

/// <summary>What is written by hand is what the serialiser of the framework writes, whatever is in the document.</summary>
public sealed class InspectionDocumentWriterTests
{
    private static readonly JsonSerializerOptions ByFramework = new(FactsJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<int> Members => [.. Enumerable.Range(0, 7)];

    /// <summary>The types are filled by reflection, so that a field that is added later is in it, with each member of each enumeration in turn.</summary>
    [Theory]
    [MemberData(nameof(Members))]
    public void Writes_every_field(int member) => Compare((InspectionDocument)Fill(typeof(InspectionDocument), member)!);

    [Fact]
    public void Leaves_out_what_has_no_value() => Compare(new InspectionDocument { Image = new ImageFacts(), Completeness = Completeness.Partial });

    private static void Compare(InspectionDocument document) =>
        System.Text.Encoding.UTF8.GetString(document.ToJson()).ShouldBe(JsonSerializer.Serialize(document, ByFramework));

    private static object? Fill(Type type, int member)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return "Ä \"<\u0001>&'\n\U0001F6A2";
        if (type == typeof(int)) return -7;
        if (type == typeof(long)) return long.MaxValue;
        if (type == typeof(bool)) return true;
        if (type == typeof(Digest)) return Digest.Of("x"u8);
        if (type.IsEnum) return Enum.GetValues(type).GetValue(member % Enum.GetValues(type).Length);
        if (type == typeof(IReadOnlyDictionary<string, string>)) return new SortedDictionary<string, string>(StringComparer.Ordinal) { ["a \"key\""] = "1", ["b"] = "" };
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(type.GetGenericArguments()))!;
            list.Add(Fill(type.GetGenericArguments()[0], member));
            list.Add(Fill(type.GetGenericArguments()[0], member + 1));
            return list;
        }
        var constructor = type.GetConstructors().MinBy(each => each.GetParameters().Length)!;
        var filled = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Fill(parameter.ParameterType, member))]);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite)) property.SetValue(filled, Fill(property.PropertyType, member));
        return filled;
    }
}
