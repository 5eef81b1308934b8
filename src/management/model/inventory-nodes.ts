/** Serial number by which the claim is checked (Windows 10 build 17763 and later). */
export const SERIAL_NODE = './DevDetail/Ext/Microsoft/SMBIOSSerialNumber';
export const NAME_NODE = './DevDetail/Ext/Microsoft/DeviceName';
export const MAKER_NODE = './DevInfo/Man';
export const MODEL_NODE = './DevInfo/Mod';
export const OS_VERSION_NODE = './DevDetail/SwV';

/**
 * What every PC is asked in its first session (DDF DevDetail, DevInfo, WindowsLicensing, DeviceStatus, DMClient). A node
 * that this build or edition lacks answers 404, which is an answer. The serial number comes last: when it is here, all
 * else that probation needs is here too.
 */
export const INVENTORY_NODES: readonly string[] = [
  OS_VERSION_NODE,
  MAKER_NODE,
  MODEL_NODE,
  './DevDetail/DevTyp',
  './DevDetail/OEM',
  './DevDetail/FwV',
  './DevDetail/HwV',
  NAME_NODE,
  './DevDetail/Ext/Microsoft/DNSComputerName',
  './DevDetail/Ext/Microsoft/SystemSKU',
  './DevDetail/Ext/Microsoft/ProcessorArchitecture',
  './DevDetail/Ext/Microsoft/TotalRAM',
  './DevDetail/Ext/Microsoft/TotalStorage',
  './Vendor/MSFT/WindowsLicensing/Edition',
  './Vendor/MSFT/DeviceStatus/DomainName',
  './Device/Vendor/MSFT/DMClient/Provider',
  SERIAL_NODE,
];
