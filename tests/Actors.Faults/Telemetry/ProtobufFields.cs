using System.Text;

namespace Actors.Faults.Telemetry;

/// <summary>The fields of one protobuf message, by number: as much of the wire format as OTLP's traces need.</summary>
internal sealed class ProtobufFields
{
    private readonly List<(int Number, ReadOnlyMemory<byte> Bytes, ulong Value)> _fields = [];

    internal ProtobufFields(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add((number, default, Varint(message, ref at)));
                    break;
                case 1:
                    at += sizeof(ulong);
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    _fields.Add((number, message.Slice(at, length), 0));
                    at += length;
                    break;
                case 5:
                    at += sizeof(uint);
                    break;
                default:
                    throw new InvalidDataException($"Wire type {tag & 7} is not one that OTLP uses.");
            }
        }
    }

    internal IEnumerable<ProtobufFields> Messages(int number) => All(number).Select(bytes => new ProtobufFields(bytes));

    internal string Text(int number) => Encoding.UTF8.GetString(All(number).FirstOrDefault().Span);

    internal string Hex(int number) => Convert.ToHexStringLower(All(number).FirstOrDefault().Span);

    /// <summary>A KeyValue's value: text, or a number or truth as text.</summary>
    internal string AnyValue()
    {
        var (number, bytes, value) = _fields.FirstOrDefault();
        return number == 1 ? Encoding.UTF8.GetString(bytes.Span) : $"{value}";
    }

    private IEnumerable<ReadOnlyMemory<byte>> All(int number) => _fields.Where(field => field.Number == number).Select(field => field.Bytes);

    private static ulong Varint(ReadOnlyMemory<byte> message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message.Span[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }
}
