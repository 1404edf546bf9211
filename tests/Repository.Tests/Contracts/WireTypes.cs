using System.Text;
using Mono.Cecil;

namespace Spawner.Repository.Tests.Contracts;

/// <summary>Describes what serialisable types look like on the wire, as a text whose differences can be read.</summary>
internal static class WireTypes
{
    /// <summary>Describes the types of some assemblies, ordered by their names on the wire.</summary>
    public static string Describe(params string[] assemblies)
    {
        var types = assemblies
            .SelectMany(assembly => ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, assembly + ".dll")).Types)
            .Where(type => IsOnTheWire(type))
            .Select(type => (Name: NameOf(type), Type: type))
            .OrderBy(type => type.Name, StringComparer.Ordinal);
        var text = new StringBuilder();
        foreach (var (name, type) in types)
        {
            text.Append(name).Append(type.BaseType is { FullName: not ("System.Object" or "System.ValueType" or "System.Enum") } parent ? $" : {NameOf(parent)}" : "").Append('\n');
            foreach (var member in type.IsEnum ? ValuesOf(type) : MembersOf(type))
            {
                text.Append("  ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    // An enum needs no attribute: its number travels.
    private static bool IsOnTheWire(TypeDefinition type) =>
        type.Namespace.StartsWith("Spawner", StringComparison.Ordinal)
        && (Find(type, "Orleans.GenerateSerializerAttribute") is not null || (type.IsEnum && type.Module.Name == "Spawner.Grains.Abstractions.dll"));

    private static IEnumerable<string> MembersOf(TypeDefinition type) => type.Properties
        .Select(property => (Id: Find(property, "Orleans.IdAttribute"), property.Name, Type: property.PropertyType))
        .Concat(type.Fields.Select(field => (Id: Find(field, "Orleans.IdAttribute"), field.Name, Type: field.FieldType)))
        .Where(member => member.Id is not null)
        .Select(member => (Id: (uint)member.Id!.ConstructorArguments[0].Value, member.Name, member.Type))
        .OrderBy(member => member.Id)
        .Select(member => $"{member.Id}: {NameOf(member.Type)} {member.Name}");

    private static IEnumerable<string> ValuesOf(TypeDefinition type) =>
        type.Fields.Where(field => field.HasConstant).Select(field => $"{field.Constant} = {field.Name}");

    private static string NameOf(TypeReference type) => type switch
    {
        GenericInstanceType generic => $"{generic.ElementType.FullName.Split('`')[0]}<{string.Join(", ", generic.GenericArguments.Select(NameOf))}>",
        ArrayType array => NameOf(array.ElementType) + "[]",
        TypeSpecification wrapped => NameOf(wrapped.ElementType),
        _ when type.Namespace.StartsWith("Spawner", StringComparison.Ordinal) =>
            (string?)Find(type.Resolve(), "Orleans.AliasAttribute")?.ConstructorArguments[0].Value ?? type.FullName,
        _ => type.FullName,
    };

    private static CustomAttribute? Find(ICustomAttributeProvider definition, string attribute) =>
        definition.CustomAttributes.FirstOrDefault(found => found.AttributeType.FullName == attribute);
}
